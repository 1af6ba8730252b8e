"""Questions about the graph as a whole that are not the search for loops itself."""
