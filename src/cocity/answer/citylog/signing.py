"""The log's key as operators handle it: made, rotated, retired. Only public keys come back."""

from cocity.answer.citylog import folders, keys


def make_key(origin: str = "") -> str:
    """Make the first key, for a log of this name; its public key. Raises Conflict where there is one."""
    return keys.make(folders.key_file(), origin).public.text


def rotate_key() -> str:
    """A new key signs from here on, the present one beside it until retired; the new public key."""
    return keys.rotate(folders.key_file()).public.text


def retire_keys() -> list[str]:
    """Only the newest key signs from here on; the public keys of those that no longer do."""
    return [key.public.text for key in keys.retire(folders.key_file())]


def public_keys() -> list[str]:
    """The public keys that sign now. Raises WillNotSign where the file cannot be used."""
    return [key.public.text for key in keys.load(folders.key_file())]
