#!/usr/bin/env bash
# Makes a Python environment with the real PyTorch, openai/CLIP, open_clip and transformers, for the scripts
# beside this one. Nothing of it is needed to build, test or run clipw.
#
#   Scripts/set-up-peers.sh [--speed] [FOLDER]      FOLDER is .peers in the repository unless given
#
# --speed adds OpenVINO and NNCF, for measure_speed.py.
#
# Packages come from wherever pip is configured to find them. An environment that is complete is left alone.
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
speed=()
if [ "${1:-}" = --speed ]; then
    speed=(openvino==2026.4.1 nncf==3.4.0)
    shift
fi
folder=${1:-$repository/.peers}
torch=2.13.0

# Installed without what they ask for: torchvision and timm would replace PyTorch by one built for CUDA.
alone=(torchvision==0.28.0 timm==1.0.31 open_clip_torch==3.3.0 transformers==5.23.0 clip-anytorch==2.6.0)
# What those need at run time. openai/CLIP imports a part of setuptools that went with version 70; PyTorch
# asks for a newer one, only to compile extensions, and pip says so. SigLIP's tokenizers are trained with sentencepiece,
# and read by transformers with protobuf.
together=(numpy==2.4.6 safetensors==0.8.0 tokenizers==0.23.3 huggingface_hub==2.4.0 ftfy==6.3.1
    regex pillow tqdm packaging pyyaml requests filelock "setuptools<70" sentencepiece==0.2.3 protobuf==7.36.2)

is_complete() {
    "$folder/bin/python" - "torch==$torch" "${alone[@]}" "${together[@]}" "${speed[@]}" <<'PYTHON' 2>/dev/null
import re
import sys
from importlib.metadata import version

for wanted in sys.argv[1:]:
    name, operator, number = re.fullmatch(r"([\w-]+)(==|<)?(.*)", wanted).groups()
    found = version(name).split("+")[0]
    if operator == "==" and found != number or operator == "<" and int(found.split(".")[0]) >= int(number):
        sys.exit(1)
PYTHON
}

if is_complete; then
    echo "$folder is complete"
    exit 0
fi
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
pip=("$folder/bin/python" -m pip install --quiet --disable-pip-version-check)
"${pip[@]}" "torch==$torch+cpu" || "${pip[@]}" "torch==$torch"
"${pip[@]}" "${together[@]}" "${speed[@]}"
"${pip[@]}" --no-deps "${alone[@]}"
is_complete || { echo "$0: $folder is not complete after installing" >&2; exit 1; }
echo "$folder is ready"
