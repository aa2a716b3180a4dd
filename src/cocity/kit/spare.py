"""A migration operation that drops indexes the database does not need, so that each voice writes fewer of them."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model


class DropSpareIndexes(Operation):
    """Drops what Django indexes of itself on these columns: of a foreign key, where one of Meta.indexes or a
    constraint begins with it (say `db_index=False` in the model); of unique text, the second index for LIKE, where
    it is only ever looked up whole.

    Nothing is copied, unlike with AlterField on SQLite, so no trigger is lost. Going back leaves them off: they
    decide nothing but speed.
    """

    reversible = True

    def __init__(self, model: str, *columns: str) -> None:
        self.model, self.columns = model.lower(), columns

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As Operation asks."""
        return type(self).__name__, [self.model, *self.columns], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Foreign keys lose their `db_index`; unique text has no word for its second index."""
        for name in self.columns:
            field = state.models[app_label, self.model].fields[name]
            if field.remote_field is not None:
                field = field.clone()
                field.db_index = False
                state.alter_field(app_label, self.model, name, field, preserve_default=True)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Drops them by what the database says it has."""
        model = to_state.apps.get_model(app_label, self.model)
        for name in _spare(model, self.columns, schema_editor):
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Nothing."""

    def describe(self) -> str:
        """As Operation asks."""
        return f"Drops indexes that serve nothing on {self.model}: {', '.join(self.columns)}"


def _spare(model: type[Model], names: tuple[str, ...], schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
    """Indexes over one of these columns alone that are neither unique nor named in the model."""
    columns = {field.column for field in model._meta.concrete_fields if field.name in names}
    named = {index.name for index in model._meta.indexes}
    with schema_editor.connection.cursor() as cursor:
        found = schema_editor.connection.introspection.get_constraints(cursor, model._meta.db_table)
    return [
        name for name, of in found.items()
        if of["index"] and not of["unique"] and name not in named and len(of["columns"]) == 1 and of["columns"][0] in columns
    ]  # fmt: skip
