"""SentencePiece models as `tokenizer.json`, by transformers' own converters."""

import json
from pathlib import Path

from . import load_torchvision


class Original:
    """What the converters look at in a tokenizer: its file, and no tokens of its own."""

    add_prefix_space = True
    legacy = True
    _extra_ids = 0
    pad_token, eos_token, bos_token = "<pad>", "<eos>", "<bos>"

    def __init__(self, model: Path):
        self.vocab_file = str(model)

    def convert_tokens_to_ids(self, token: str) -> int:
        return {"</s>": 1}[token]


def write(model: Path, folder: Path, kind: str, tokenizer_class: str, **settings):
    """A folder with `tokenizer.json` of a model; the kind is "t5" as of SigLIP, or "gemma" as of SigLIP 2."""
    load_torchvision()
    import transformers.convert_slow_tokenizer as convert_slow_tokenizer

    import sentencepiece

    class Extractor(convert_slow_tokenizer.GemmaSentencePieceExtractor):
        """The one of transformers 5.23 asks for a processor that it does not make."""

        def __init__(self, file: str):
            self.sp = sentencepiece.SentencePieceProcessor(model_file=file)

    class GemmaConverter(convert_slow_tokenizer.GemmaConverter):
        SpmExtractor = Extractor

    converter = {"t5": convert_slow_tokenizer.T5Converter, "gemma": GemmaConverter}[kind]
    folder.mkdir(parents=True, exist_ok=True)
    converter(Original(model)).converted().save(str(folder / "tokenizer.json"), pretty=False)
    special = {"t5": {"eos_token": "</s>", "pad_token": "</s>", "unk_token": "<unk>"},
               "gemma": {"eos_token": "<eos>", "pad_token": "<pad>", "unk_token": "<unk>", "bos_token": "<bos>"}}[kind]
    config = {"tokenizer_class": tokenizer_class, "padding_side": "right", "model_max_length": 64, **special, **settings}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")


def fill_up(model: Path, count: int):
    """Gives a model as many pieces as a vocabulary has: what there is too little text for is of private characters."""
    from transformers.convert_slow_tokenizer import import_protobuf

    proto = import_protobuf().ModelProto()
    proto.ParseFromString(model.read_bytes())
    lowest = min(piece.score for piece in proto.pieces)
    is_bpe = proto.trainer_spec.model_type == 2
    for number in range(count - len(proto.pieces)):
        piece = proto.pieces.add()
        piece.piece = chr(0xE000 + number // 4096) + chr(0xE100 + number % 4096)
        # The unknown piece of unigram models is worth less than the least of the others; of pairs each has a rank.
        piece.score = lowest - 1 - number if is_bpe else lowest
    model.write_bytes(proto.SerializeToString())
