"""The tagger as torch trains it: the same computation as `network.Model`."""

from typing import Any

from carnet.tools.pseudonymisation.labels import ROLES
from carnet.tools.pseudonymisation.model.network import CLASSES, DILATIONS, POOLED_AFTER


def tagger(buckets: int, places: int, embedding: int, width: int, pool: int) -> Any:
    """A torch module with random weights; `arrays()` names them as `network.Model` reads them."""
    import torch
    from torch import nn

    class Tagger(nn.Module):
        """Bags of letters → words → convolutions over words → labels and roles."""

        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.EmbeddingBag(buckets, embedding, mode="sum")
            nn.init.normal_(self.embedding.weight, std=0.1)
            self.word = nn.Linear(embedding, width, bias=False)
            self.place = nn.Linear(places, width)
            self.conv = nn.ModuleList(nn.Linear(3 * width, width) for _ in DILATIONS)
            self.mix = nn.ModuleList(nn.Linear(width, width) for _ in DILATIONS)
            self.pool_in = nn.Linear(width, pool, bias=False)
            self.pool_out = nn.Linear(pool, width, bias=False)
            self.label = nn.Linear(width, 1 + 2 * len(CLASSES))
            self.role = nn.Linear(width, 1 + len(ROLES))
            self.drop = nn.Dropout(0.1)

        def forward(self, bags: Any, offsets: Any, rows: Any, place: Any, same: Any, mask: Any) -> tuple[Any, Any]:
            x = (self.drop(self.word(self.embedding(bags, offsets)))[rows] + self.place(place)) * mask
            for layer, dilation in enumerate(DILATIONS):
                if layer == POOLED_AFTER:
                    seen = torch.relu(self.pool_in(x))
                    index = same[:, None].expand_as(seen)
                    most = torch.zeros(int(same.max()) + 1, seen.shape[1]).scatter_reduce(0, index, seen, "amax")
                    x = (x + self.pool_out(most[same])) * mask
                wide = nn.functional.pad(x, (0, 0, dilation, dilation))
                near = torch.cat([wide[: len(x)], x, wide[2 * dilation :]], dim=1)
                hidden = torch.relu(self.conv[layer](near))
                x = (x + self.mix[layer](self.drop(hidden))) * mask
            x = torch.relu(x)
            return self.label(x), self.role(x)

        def arrays(self) -> dict[str, Any]:
            found = {
                "embedding": self.embedding.weight,
                "in": self.word.weight.T,
                "place": self.place.weight.T,
                "bias": self.place.bias,
                "pool_in": self.pool_in.weight.T,
                "pool_out": self.pool_out.weight.T,
                "label": self.label.weight.T,
                "label_bias": self.label.bias,
                "role": self.role.weight.T,
                "role_bias": self.role.bias,
            }
            for layer, (conv, mix) in enumerate(zip(self.conv, self.mix, strict=True)):
                found |= {f"conv{layer}": conv.weight.T, f"conv_bias{layer}": conv.bias}
                found |= {f"mix{layer}": mix.weight.T, f"mix_bias{layer}": mix.bias}
            return found

    return Tagger()
