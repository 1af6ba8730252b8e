from array import array

COMPILED: bool

Task = tuple[int, int, tuple[int, ...], int]

class CircuitSearch:
    def __init__(
        self,
        offsets: array[int],
        targets: array[int],
        source_offsets: array[int],
        sources: array[int],
        improved: array[int],
        labels: array[int],
        required: array[int],
        min_length: int,
        max_length: int,
        last_start: int,
        wanted: array[int] | None = None,
    ) -> None: ...
    def advance(self, steps: int, enough: int = 1 << 62) -> bool: ...
    def used(self) -> tuple[int, int]: ...
    def take(self) -> tuple[array[int], array[int]]: ...
    def starts_left(self) -> int: ...
    def give(self) -> Task | None: ...
    def begin(self, task: Task) -> tuple[int, ...]: ...
