from array import array

COMPILED: bool

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
        part: int = 0,
        parts: int = 1,
    ) -> None: ...
    def advance(
        self, nodes: array[int], lengths: array[int], runs: array[int], steps: int
    ) -> bool: ...
    def used(self) -> tuple[int, int, int]: ...
    def place(self) -> int: ...

def cumulate(lengths: array[int]) -> array[int]: ...
def rotate(nodes: array[int], lengths: array[int]) -> None: ...
