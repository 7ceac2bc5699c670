"""Packs whole documents into sequences of one length with little padding."""

from collections.abc import Sequence


def pack_best_fit(lengths: Sequence[int], capacity: int) -> list[list[int]]:
    """Best fit decreasing: returns bins of document indices whose lengths sum to at most
    `capacity`.

    Raises ValueError for a length outside 1..capacity. O(n · capacity / word size).
    """
    bins: list[list[int]] = []
    # by_room[r] holds the bins with exactly r tokens of room; bit r of rooms tells whether there is
    # one.
    by_room: list[list[int]] = [[] for _ in range(capacity + 1)]
    rooms = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        length = lengths[index]
        if not 1 <= length <= capacity:
            raise ValueError(f"document of {length} tokens does not fit sequences of {capacity}")
        fitting = rooms >> length
        if fitting:
            room = length + (fitting & -fitting).bit_length() - 1
            bin_index = by_room[room].pop()
            if not by_room[room]:
                rooms ^= 1 << room
            bins[bin_index].append(index)
        else:
            room, bin_index = capacity, len(bins)
            bins.append([index])
        rest = room - length
        if rest:
            by_room[rest].append(bin_index)
            rooms |= 1 << rest
    return bins
