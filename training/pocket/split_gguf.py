"""A GGUF in parts below a size, laid out as llama.cpp's gguf-split does: all metadata in the first
part, `split.no`, `split.count` and `split.tensors.count` in each.

`python -m pocket.split_gguf MODEL.gguf FOLDER/model --max-bytes 50000000` writes
FOLDER/model-00001-of-00003.gguf and so on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from gguf import GGUFReader, GGUFValueType, GGUFWriter
from gguf.gguf_reader import ReaderField, ReaderTensor

ARCHITECTURE_KEY = "general.architecture"
ALIGNMENT = 32
PART_HEADER_BYTES = 4096
"""Room left in each part for its own header beside metadata and tensor descriptions."""
TENSOR_DESCRIPTION_BYTES = 128


def split_gguf(path: Path, prefix: Path, max_bytes: int) -> list[Path]:
    """Writes the parts, each smaller than `max_bytes`, and returns their paths in order."""
    reader = GGUFReader(path)
    groups = plan_parts(reader.tensors, reader.data_offset, max_bytes)
    paths = part_paths(prefix, len(groups))
    for number, (target, tensors) in enumerate(zip(paths, groups, strict=True)):
        _write_part(target, reader, tensors, number, len(groups))
        if target.stat().st_size >= max_bytes:
            raise ValueError(f"{target} has {target.stat().st_size} bytes, not below {max_bytes}")
    return paths


def part_paths(prefix: Path, count: int) -> list[Path]:
    """Where the parts of a model lie, in order."""
    return [
        prefix.with_name(f"{prefix.name}-{number:05d}-of-{count:05d}.gguf")
        for number in range(1, count + 1)
    ]


def plan_parts(
    tensors: list[ReaderTensor], metadata_bytes: int, max_bytes: int
) -> list[list[ReaderTensor]]:
    """Tensors in file order, cut into parts that fit; the first also holds the metadata.

    Raises ValueError where one tensor does not fit.
    """
    parts: list[list[ReaderTensor]] = [[]]
    used = metadata_bytes + PART_HEADER_BYTES
    for tensor in tensors:
        size = -(-tensor.n_bytes // ALIGNMENT) * ALIGNMENT + TENSOR_DESCRIPTION_BYTES
        if used + size >= max_bytes:
            parts.append([])
            used = PART_HEADER_BYTES
        if used + size >= max_bytes:
            raise ValueError(f"{tensor.name} alone does not fit {max_bytes} bytes")
        parts[-1].append(tensor)
        used += size
    return parts


def _write_part(
    target: Path, reader: GGUFReader, tensors: list[ReaderTensor], number: int, count: int
) -> None:
    writer = GGUFWriter(target, reader.fields[ARCHITECTURE_KEY].contents())
    if number == 0:
        for field in reader.fields.values():
            if not field.name.startswith("GGUF.") and field.name != ARCHITECTURE_KEY:
                _copy_field(writer, field)
    writer.add_uint16("split.no", number)
    writer.add_uint16("split.count", count)
    writer.add_int32("split.tensors.count", len(reader.tensors))
    for tensor in tensors:
        writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _copy_field(writer: GGUFWriter, field: ReaderField) -> None:
    item = field.types[-1] if field.types[0] == GGUFValueType.ARRAY else None
    writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=item)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("prefix", type=Path, help="path of the parts without their numbers")
    parser.add_argument("--max-bytes", type=int, default=50_000_000)
    arguments = parser.parse_args()
    for path in split_gguf(arguments.model, arguments.prefix, arguments.max_bytes):
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
