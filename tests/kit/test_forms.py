"""Forms: errors say what to do in the reader's language and lead to the field."""

from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from cocity.kit.errors import Errors, Invalid
from cocity.kit.fields import from_bound
from cocity.kit.forms import Form, words
from cocity.kit.text import Text


class Sample(Form):
    text = forms.CharField(
        label=words("内容", "What happened"),
        help_text=words("写清时间地点", "When and where"),
        max_length=5,
        widget=forms.Textarea,
    )
    kind = forms.ChoiceField(
        label=words("类别", "Kind"), widget=forms.RadioSelect, choices=[("a", "A"), ("b", words("乙", "B"))]
    )
    mail = forms.EmailField(label=words("邮箱", "E-mail"), required=False)


def shown(form: Form, language: str = "zh-hans") -> str:
    with translation.override(language):
        return render_to_string("kit/question.html", {"form": form, "title": "?"})


def test_each_error_says_what_to_do_in_both_languages() -> None:
    form = Sample({"text": "一二三四五六", "kind": "zz", "mail": "no"})
    assert not form.is_valid()
    chinese, english = shown(form), shown(form, "en")
    assert "最多 5 个字，现在是 6 个，请删减" in chinese
    assert "请从所列各项中选择" in chinese
    assert "邮箱写法不对" in chinese
    assert "At most 5 characters; there are 6" in english
    assert "Choose one of the answers listed" in english


def test_an_invisible_nul_is_said_in_words_that_help() -> None:
    form = Sample({"text": "好\0", "kind": "a"})
    assert not form.is_valid()
    assert "看不见的空字符" in shown(form)
    assert "invisible NUL" in shown(form, "en")


def test_a_missing_answer_is_named() -> None:
    form = Sample({})
    assert "请填写：内容" in shown(form)
    assert "请选择：类别" in shown(form)


def test_the_summary_links_to_the_input_and_to_the_first_choice_of_a_group() -> None:
    page = shown(Sample({}))
    for target in ("id_text", "id_kind_0"):
        assert f'href="#{target}"' in page
        assert f'id="{target}"' in page


def test_hint_and_error_are_tied_to_the_input() -> None:
    page = shown(Sample({}))
    assert 'aria-describedby="id_text-hint id_text-error"' in page
    assert 'id="id_text-hint"' in page
    assert 'id="id_text-error"' in page
    assert 'aria-invalid="true"' in page


def test_what_was_written_comes_back_and_cannot_be_markup() -> None:
    page = shown(Sample({"text": "<b>"}))
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_an_error_of_a_component_stands_beside_its_field() -> None:
    form = Sample({"text": "路灯", "kind": "a"})
    assert form.is_valid()
    form.refuse(
        Errors(
            [Invalid(Text("太短", "Too short"), field="text"), Invalid(Text("别处", "Elsewhere"), field="x")]
        )
    )
    assert form.errors["text"] == ["太短"]
    assert [(link.message, link.target) for link in form.error_links()] == [("别处", ""), ("太短", "id_text")]


def test_a_choice_that_was_made_is_still_chosen() -> None:
    view = from_bound(Sample({"kind": "b"})["kind"])
    assert [option.chosen for option in view.options] == [False, True]


class Long(Form):
    text = forms.CharField(
        label=words("您的话", "Your words"),
        max_length=5,
        widget=forms.Textarea(attrs={"maxlength": 5, "rows": 3}),
    )


def test_a_long_text_is_never_cut_off_by_the_browser_but_counted_and_refused() -> None:
    page = shown(Long({"text": "超过了五个字"}))
    assert "maxlength" not in page, "what is pasted beyond it would vanish without a word"
    assert 'data-most="5"' in page
    assert 'data-script="count"' in page
    assert page.count("rows=") == 1
    assert "超过了五个字" in page
    assert "最多 5 个字，现在是 6 个" in str(Long({"text": "超过了五个字"}).errors)
