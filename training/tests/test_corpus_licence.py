"""Licences are read from whole texts."""

from __future__ import annotations

from pocket.corpus.licence import barred_folders, detect_licence, is_licence_file

MIT = """MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction.
THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED."""
BSD_2 = """Redistribution and use in source and binary forms are permitted:
* Redistributions of source code must retain the above copyright notice.
* Redistributions in binary form must reproduce the above copyright notice."""
BSD_3 = BSD_2 + "\n* Neither the name may be used to endorse or promote products."


def test_known_texts() -> None:
    assert detect_licence(MIT) == "MIT"
    assert detect_licence(BSD_2) == "BSD-2-Clause"
    assert detect_licence(BSD_3) == "BSD-3-Clause"


def test_a_keyword_is_not_a_licence() -> None:
    assert detect_licence("Parts are under the Apache License, Version 2.0.") is None
    assert detect_licence("Licensed under MIT.") is None


def test_restrictive_sentences_win() -> None:
    assert detect_licence(MIT + "\nThe Commons Clause applies.") is None
    assert detect_licence(MIT + "\nFolder ee/ is under an Enterprise License.") is None
    assert detect_licence("GNU AFFERO GENERAL PUBLIC LICENSE Version 3") is None


def test_nested_folders() -> None:
    texts = [("LICENSE", MIT), ("packages/a/LICENSE", MIT), ("ee/LICENSE.md", "ask our sales")]
    assert barred_folders(texts) == ("ee/",)
    either = [("crates/a/COPYING", "Unlicense or MIT"), ("crates/a/LICENSE-MIT", MIT)]
    assert barred_folders(either) == ()


def test_licence_files() -> None:
    assert is_licence_file("LICENSE") and is_licence_file("a/LICENCE.md")
    assert is_licence_file("COPYING.txt") and is_licence_file("LICENSE-MIT")
    assert not is_licence_file("src/license.ts") and not is_licence_file("licenses/list.json")
