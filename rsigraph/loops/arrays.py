# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The arrays that circuits are held in: growing, copying and turning them.

Circuits are one array of int32, their nodes one after the other, and one of int64, for each the
place behind its last node. Like the kernel of the search, this is ordinary Python that Cython can
compile. Everything here takes time linear in what it goes through.
"""

import sys
from array import array
from functools import cache

import cython

if cython.compiled:
    from cython.cimports.cpython.array import resize as resize_array
    from cython.cimports.libc.string import memcpy

#: Bytes from which an array gains by large pages.
LARGE = 1 << 21


def resize(numbers, size):
    """Let an array be so long; what is new is not set yet."""
    if cython.compiled:
        resize_array(numbers, size)
    elif size < len(numbers):
        del numbers[size:]
    else:
        numbers.frombytes(bytes(numbers.itemsize * (size - len(numbers))))


def prefer_large_pages(numbers):
    """Ask Linux to give the memory of an array in large pages, where it is not given yet.

    A page is given when it is first written to, which takes longer than the search takes to fill
    one of the usual size. It is an advice: where it is not taken, nothing else changes.
    """
    if len(numbers) * numbers.itemsize >= LARGE and (advise := _advice()):
        import mmap

        address, size = numbers.buffer_info()
        # With the whole first page: the system moves a block at once only if it is all of a kind.
        begin = address - address % mmap.PAGESIZE
        advise(begin, address + size * numbers.itemsize - begin, mmap.MADV_HUGEPAGE)


@cache
def _advice():
    """Return what advises the system on memory, or None where there is no such thing.

    Only when it is needed, as it takes longer to import than most searches.
    """
    if sys.platform != "linux":
        return None
    try:
        import ctypes
        import mmap

        if not hasattr(mmap, "MADV_HUGEPAGE"):
            return None
        advise = ctypes.CDLL(None).madvise
    except (ImportError, OSError, AttributeError):
        # A Python that is built without ctypes, or in one piece, is as good for the search.
        return None
    advise.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    return advise


def copy_nodes(into, place, nodes, begin, end):
    """Copy `nodes[begin:end]` to `into[place:]`; other threads run on meanwhile."""
    into_view: cython.int[::1] = into
    node_view: cython.int[::1] = nodes
    first: cython.Py_ssize_t = begin
    size: cython.Py_ssize_t = end - begin
    ahead: cython.Py_ssize_t = place
    if cython.compiled:
        with cython.nogil:
            memcpy(cython.address(into_view[ahead]), cython.address(node_view[first]), 4 * size)
    else:
        into_view[ahead : ahead + size] = node_view[first : first + size]


def copy_ends(into, place, ends, begin, end, shift):
    """Copy `ends[begin:end]` to `into[place:]`, each raised by `shift`."""
    i: cython.Py_ssize_t
    into_view: cython.longlong[::1] = into
    end_view: cython.longlong[::1] = ends
    first: cython.Py_ssize_t = begin
    last: cython.Py_ssize_t = end
    ahead: cython.Py_ssize_t = place - begin
    raised: cython.longlong = shift
    with cython.nogil:
        for i in range(first, last):
            into_view[ahead + i] = end_view[i] + raised


def rotate(nodes, ends):
    """Turn each circuit in place so that it begins at its least node."""
    node_view: cython.int[::1] = nodes
    end_view: cython.longlong[::1] = ends
    scratch: cython.int[::1] = array("i", [0])
    begin: cython.Py_ssize_t = 0
    least: cython.Py_ssize_t
    length: cython.Py_ssize_t
    i: cython.Py_ssize_t
    row: cython.Py_ssize_t
    for row in range(len(end_view)):
        length = end_view[row] - begin
        if length > len(scratch):
            scratch = array("i", [0]) * (2 * length)
        least = 0
        for i in range(length):
            scratch[i] = node_view[begin + i]
            if scratch[i] < scratch[least]:
                least = i
        for i in range(length):
            node_view[begin + i] = scratch[(least + i) % length]
        begin += length
