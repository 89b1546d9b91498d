"""The fixed words of banners, one file a language: what every site says, before it says anything of its own."""

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The codes of the languages banners speak, in alphabetical order."""
    names = (file.name for file in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@lru_cache(maxsize=32)
def fixed(language: str) -> dict[str, str]:
    """{key: words} in `language`. Raises KeyError for a language banners do not speak."""
    if language not in languages():
        raise KeyError(language)
    said = tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    return {key: str(words) for key, words in said.items()}
