"""The steps of one part of the training, and what is kept on disk so that a run that was killed goes on."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Checkpoint", "Course"]

_RATE, _DECAY = 1e-4, 0.01


class Course:
    """The steps of one part of the training: AdamW, warm-up over a tenth, then down in a line."""

    def __init__(self, parts: Sequence[Any], factors: Sequence[float], steps: int) -> None:
        from torch.optim import AdamW
        from torch.optim.lr_scheduler import LambdaLR

        groups = [
            ([each for each in part.parameters() if each.requires_grad], factor)
            for part, factor in zip(parts, factors, strict=True)
        ]
        self.parts = parts
        self.parameters = [each for weights, _ in groups for each in weights]
        self.optimizer = AdamW(
            [{"params": weights, "lr": _RATE * factor} for weights, factor in groups], weight_decay=_DECAY
        )
        self.schedule = LambdaLR(
            self.optimizer, lambda done: min(1.0, (done + 1) / (0.1 * steps)) * max(0.02, (steps - done) / steps)
        )

    def begin(self) -> None:
        """Let chance in again, as each epoch needs it."""
        for part in self.parts:
            part.train()

    def step(self) -> None:
        """Take one step against the loss."""
        from torch.nn.utils import clip_grad_norm_

        clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad()

    def weights(self) -> list[Any]:
        """Copy what is learnt."""
        return [weights.detach().clone() for weights in self.parameters]

    def restore(self, weights: Sequence[Any]) -> None:
        """Take back what :meth:`weights` gave."""
        import torch

        with torch.no_grad():
            for mine, theirs in zip(self.parameters, weights, strict=True):
                mine.copy_(theirs)

    def state(self) -> dict[str, Any]:
        """Give all that the next step depends on."""
        return {
            "weights": self.weights(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
        }

    def resume(self, state: dict[str, Any]) -> None:
        """Go on from what :meth:`state` gave."""
        self.restore(state["weights"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A file with the state after the last whole epoch; only the same data, settings and libraries go on from it."""

    path: Path
    fingerprint: str

    def save(self, state: dict[str, Any]) -> None:
        """Write it in one step."""
        import torch

        beside = self.path.with_name(f"{self.path.name}.new")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"fingerprint": self.fingerprint, **state}, beside)
        beside.replace(self.path)

    def load(self) -> dict[str, Any] | None:
        """Read it; None where there is none, or one of another run, or half of one."""
        import torch

        try:
            state: dict[str, Any] = torch.load(self.path, weights_only=True)
        except (OSError, RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError):
            return None
        return state if isinstance(state, dict) and state.get("fingerprint") == self.fingerprint else None

    def remove(self) -> None:
        """Remove it, and what a killed run left of the next."""
        self.path.unlink(missing_ok=True)
        self.path.with_name(f"{self.path.name}.new").unlink(missing_ok=True)
