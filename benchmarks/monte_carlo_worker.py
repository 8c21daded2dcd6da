"""bw2calc's array mode on given samples: run in an environment of its own, prints its solver and seconds per sample."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def main(path: Path) -> None:
    """Solves every sample for all demands and indicators; the scores go beside the samples."""
    os.environ["BRIGHTWAY2_DIR"] = tempfile.mkdtemp()
    warnings.simplefilter("ignore")
    import bw2calc
    import bw_processing
    import numpy as np

    data = np.load(path)
    nodes, count = int(data["nodes"]), data["link_values"].shape[1]
    views = [str(view) for view in data["views"]]
    offset = 1_000_000

    def places(pairs: Iterable[Any]) -> Any:
        return np.array([tuple(pair) for pair in pairs], dtype=bw_processing.INDICES_DTYPE)

    package = bw_processing.create_datapackage(sum_inter_duplicates=True, sum_intra_duplicates=True, sequential=True)
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        name="made",
        indices_array=places([(node, node) for node in range(nodes)]),
        data_array=np.ones(nodes),
    )
    package.add_persistent_array(
        matrix="technosphere_matrix",
        name="drawn",
        indices_array=places(data["links"]),
        data_array=data["link_values"],
        flip_array=np.ones(len(data["links"]), dtype=bool),
    )
    package.add_persistent_array(
        matrix="biosphere_matrix",
        name="flows",
        indices_array=places([(row + offset, node) for row, node in data["flows"]]),
        data_array=data["flow_values"],
    )
    for view in views:
        package.add_persistent_vector(
            matrix="characterization_matrix",
            name=view,
            identifier=[view],
            indices_array=places([(row + offset, 0) for row in data[f"rows:{view}"]]),
            data_array=data[f"factors:{view}"],
        )
    demands = {str(name): {int(node): 1.0} for name, node in zip(data["names"], data["demands"], strict=True)}
    lca = bw2calc.MultiLCA(
        demands=demands,
        method_config={"impact_categories": [(view,) for view in views]},
        data_objs=[package],
        use_arrays=True,
    )
    lca.lci()
    lca.lcia()
    found = [dict(lca.scores)]
    seconds = []
    for _ in range(count - 1):
        start = time.perf_counter()
        next(lca)
        scores = lca.scores
        seconds.append(time.perf_counter() - start)
        found.append(dict(scores))
    table: dict[str, Any] = {
        f"{name}|{view}": [scores[(view,), name] for scores in found] for name in demands for view in views
    }
    np.savez(path.with_suffix(".scores.npz"), **table)
    print("pypardiso" if bw2calc.PYPARDISO else "scipy", sorted(seconds)[len(seconds) // 2])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
