/* A plain search for elementary circuits: depth-first from each node in turn, over later nodes only,
 * pruned by the distance back to the start. With no barriers it can take exponential time where
 * there is hardly a circuit; where there are many, it is the limit to beat. It holds what it finds,
 * as find_loops does. peers.py compiles and calls it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NEVER = 1 << 29 };

static const int32_t *offsets, *targets;
static int32_t *back, *path, *nodes, bound, start;
static int64_t *ends, circuits, most_circuits, held, most_held;

static void keep(int32_t length)
{
    if (held + length > most_held) {
        most_held = 2 * most_held + length;
        nodes = realloc(nodes, most_held * sizeof *nodes);
    }
    if (circuits == most_circuits) {
        most_circuits = 2 * most_circuits + 1;
        ends = realloc(ends, most_circuits * sizeof *ends);
    }
    memcpy(nodes + held, path, length * sizeof *path);
    held += length;
    ends[circuits++] = held;
}

/* What is on the path, or leads nowhere, is never back at the start. */
static void enter(int32_t node, int32_t depth)
{
    int32_t steps = back[node];
    back[node] = NEVER;
    path[depth++] = node;
    for (int32_t hop = offsets[node]; hop < offsets[node + 1]; hop++) {
        int32_t next = targets[hop];
        if (next == start)
            keep(depth);
        else if (depth + back[next] <= bound)
            enter(next, depth);
    }
    back[node] = steps;
}

void release(void)
{
    free(nodes);
    free(ends);
    nodes = NULL;
    ends = NULL;
    circuits = most_circuits = held = most_held = 0;
}

/* Return the number of circuits of at most so many nodes; `release` what it holds. */
int64_t search(int32_t size, const int32_t *successor_offsets, const int32_t *successors,
               const int32_t *source_offsets, const int32_t *sources, int32_t most)
{
    int32_t *queue = malloc(size * sizeof *queue);
    offsets = successor_offsets;
    targets = successors;
    bound = most;
    back = malloc(size * sizeof *back);
    path = malloc((size + 1) * sizeof *path);
    for (start = 0; start < size; start++) {
        int32_t first = 0, last = 0;
        for (int32_t node = 0; node < size; node++)
            back[node] = NEVER;
        queue[last++] = start;
        back[start] = 0;
        while (first < last) {
            int32_t node = queue[first++];
            for (int32_t i = source_offsets[node]; i < source_offsets[node + 1]; i++)
                if (sources[i] > start && back[sources[i]] == NEVER) {
                    back[sources[i]] = back[node] + 1;
                    queue[last++] = sources[i];
                }
        }
        enter(start, 0);
    }
    free(queue);
    free(back);
    free(path);
    return circuits;
}
