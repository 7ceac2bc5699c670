"""A checkpoint as a GGUF file that llama.cpp runs.

Routed models become arch `deepseek`, dense ones `llama`.

`python -m pocket.export_gguf CHECKPOINT BASE.gguf OUT.gguf [--matrices Q4_0 --embedding Q4_0]`
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, quantize
from torch import Tensor

from pocket.checkpoint import load_weights
from pocket.quantise import QuantisationPlan
from pocket.shape import (
    END_OF_TEXT_ID,
    FILE_SEP_ID,
    FIM_MIDDLE_ID,
    FIM_PAD_ID,
    FIM_PREFIX_ID,
    FIM_SUFFIX_ID,
    IM_END_ID,
    REPO_NAME_ID,
    PocketShape,
)
from pocket.tensor_names import gguf_parts
from pocket.tokenizer import Vocabulary, read_vocabulary

MODEL_NAME = "Switchyard Pocket MoE"
SHAPE_KEY = "switchyard.shape"
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
FILE_TYPES = {
    "F32": LlamaFileType.ALL_F32,
    "Q4_0": LlamaFileType.MOSTLY_Q4_0,
    "Q5_0": LlamaFileType.MOSTLY_Q5_0,
    "Q8_0": LlamaFileType.MOSTLY_Q8_0,
}


def export_gguf(
    path: Path,
    shape: PocketShape,
    state: dict[str, Tensor],
    vocabulary: Vocabulary,
    plan: QuantisationPlan,
    name: str = MODEL_NAME,
) -> None:
    """Writes the model; the same input gives the same bytes."""
    writer = GGUFWriter(path, "deepseek" if shape.copies else "llama")
    _add_description(writer, shape, plan, name)
    _add_sizes(writer, shape)
    _add_vocabulary(writer, vocabulary)
    for key, parts in gguf_parts(shape).items():
        values = state[key].detach().float().cpu().numpy()
        kind = tensor_kind(key, plan)
        for part in parts:
            rows = values[..., part.start : part.end, :] if values.ndim > 1 else values
            _add_tensor(writer, part.name, np.ascontiguousarray(rows), kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tensor_kind(key: str, plan: QuantisationPlan) -> str:
    """GGUF type of a parameter: norms and routers stay F32."""
    if key.endswith(("norm.weight", "router")):
        return "F32"
    return plan.embedding if key == "embedding" else plan.matrices


def _add_tensor(writer: GGUFWriter, name: str, rows: np.ndarray, kind: str) -> None:
    if kind == "F32":
        writer.add_tensor(name, rows)
        return
    quantised = GGMLQuantizationType[kind]
    writer.add_tensor(name, quantize(rows, quantised), raw_dtype=quantised)


def _add_description(
    writer: GGUFWriter, shape: PocketShape, plan: QuantisationPlan, name: str
) -> None:
    writer.add_type("model")
    writer.add_name(name)
    writer.add_license("apache-2.0")
    writer.add_languages(["en"])
    writer.add_base_model_count(1)
    writer.add_base_model_name(0, "SmolLM2-135M-Instruct")
    writer.add_base_model_organization(0, "HuggingFaceTB")
    writer.add_file_type(FILE_TYPES[plan.matrices])
    writer.add_quantization_version(2)
    writer.add_string(SHAPE_KEY, shape.to_json())


def _add_sizes(writer: GGUFWriter, shape: PocketShape) -> None:
    writer.add_context_length(shape.context_length)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.dense_ffn)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(shape.norm_eps)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_vocab_size(shape.vocab_size)
    if shape.copies:
        writer.add_leading_dense_block_count(shape.leading_dense)
        writer.add_expert_feed_forward_length(shape.expert_ffn)
        writer.add_expert_count(shape.experts)
        writer.add_expert_used_count(shape.experts_used)
        writer.add_expert_shared_count(shape.shared_experts)
        writer.add_expert_weights_scale(shape.expert_scale)


def _add_vocabulary(writer: GGUFWriter, vocabulary: Vocabulary) -> None:
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_types(vocabulary.types)
    writer.add_token_merges(vocabulary.merges)
    # Documents end in one token and chat turns in another; llama.cpp stops at both.
    writer.add_bos_token_id(END_OF_TEXT_ID)
    writer.add_eos_token_id(END_OF_TEXT_ID)
    writer.add_eot_token_id(IM_END_ID)
    writer.add_pad_token_id(FIM_PAD_ID)
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)
    for key, token in (
        ("fim_pre", FIM_PREFIX_ID),
        ("fim_suf", FIM_SUFFIX_ID),
        ("fim_mid", FIM_MIDDLE_ID),
        ("fim_pad", FIM_PAD_ID),
        ("fim_rep", REPO_NAME_ID),
        ("fim_sep", FILE_SEP_ID),
    ):
        writer.add_uint32(f"tokenizer.ggml.{key}_token_id", token)
    writer.add_chat_template(CHAT_TEMPLATE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("base", type=Path, help="GGUF of the base, for its vocabulary")
    parser.add_argument("output", type=Path)
    parser.add_argument("--matrices", choices=FILE_TYPES, default="Q4_0")
    parser.add_argument("--embedding", choices=FILE_TYPES, default="Q4_0")
    parser.add_argument("--name", default=MODEL_NAME)
    arguments = parser.parse_args()
    shape, state = load_weights(arguments.checkpoint)
    plan = QuantisationPlan(arguments.matrices, arguments.embedding)
    vocabulary = read_vocabulary(arguments.base)
    export_gguf(arguments.output, shape, state, vocabulary, plan, arguments.name)
    print(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
