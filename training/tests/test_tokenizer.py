from pathlib import Path

import pytest

from conftest import AskLlama, random_model, tiny_vocabulary
from pocket.export_gguf import export_gguf
from pocket.quantise import QuantisationPlan
from pocket.shape import SPECIAL_TOKENS, tiny_shape
from pocket.tokenizer import build_tokenizer, encode_text, load_tokenizer, read_vocabulary

TEXTS = [
    "def add(a, b):\n    return a + b  # 12345 + 6.78e-9\n",
    "\t\tif (x === null) {\r\n\t\t}\r\n\r\n\n",
    "naïve café — “quotes” ½ ٣ Ⅷ 日本語 한국어 😀👩‍🚀 \u00a0 \u3000end",
    "it's we'll I'D don't   trailing   \n \n",
    "<|im_start|>system<|fim_middle|> <|endoftext|>",
    " leading",
    "x" * 300 + "1" * 20,
]


def test_special_tokens_have_our_ids() -> None:
    tokenizer = build_tokenizer(tiny_vocabulary(320))
    for text, token in SPECIAL_TOKENS.items():
        assert tokenizer.token_to_id(text) == token
        assert tokenizer.decode([token], skip_special_tokens=False) == text


@pytest.mark.parametrize("text", TEXTS)
def test_text_survives_and_never_becomes_special(text: str) -> None:
    tokenizer = build_tokenizer(tiny_vocabulary(320))
    ids = encode_text(tokenizer, text)
    assert min(ids) >= 17
    assert tokenizer.decode(ids, skip_special_tokens=False) == text


def test_saved_tokenizer_equals_the_built_one(tmp_path: Path) -> None:
    tokenizer = build_tokenizer(tiny_vocabulary(320))
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    loaded = load_tokenizer(tmp_path / "tokenizer.json")
    for text in TEXTS:
        assert encode_text(loaded, text) == encode_text(tokenizer, text)


def test_a_foreign_tokenizer_is_refused(tmp_path: Path) -> None:
    vocabulary = tiny_vocabulary(320)
    vocabulary.tokens[3], vocabulary.tokens[5] = vocabulary.tokens[5], vocabulary.tokens[3]
    build_tokenizer(vocabulary).save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ValueError, match="another id"):
        load_tokenizer(tmp_path / "tokenizer.json")


def test_tiny_vocabulary_splits_as_llama_cpp(ask_llama: AskLlama, tmp_path: Path) -> None:
    shape, vocabulary, plan = tiny_shape(), tiny_vocabulary(320), QuantisationPlan("F32", "F32")
    path = tmp_path / "tiny.gguf"
    export_gguf(path, shape, random_model(shape).state_dict(), vocabulary, plan)
    report = ask_llama(path, [], TEXTS).report
    tokenizer = build_tokenizer(vocabulary)
    assert report["texts"] == [encode_text(tokenizer, text) for text in TEXTS]


def test_base_splits_as_llama_cpp(base_gguf: Path, ask_llama: AskLlama) -> None:
    repository = Path(__file__).parents[2]
    files = [
        *sorted((repository / "src").rglob("*.ts"))[:60],
        *sorted((repository / "training").rglob("*.py"))[:60],
        *sorted(repository.glob("*.md")),
    ]
    texts = [*TEXTS, *(file.read_text(encoding="utf-8") for file in files)]
    tokenizer = build_tokenizer(read_vocabulary(base_gguf))
    report = ask_llama(base_gguf, [], texts).report
    for text, theirs in zip(texts, report["texts"], strict=True):
        assert encode_text(tokenizer, text) == theirs, text[:80]
