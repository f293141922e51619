"""Makes the files beside it, as pyarrow 25 and pandas 2.3 write them: python3 make.py

Row i has the numbers i + d / 8 for d in 0..7, the label "ab"[i % 2] or i % 2, and, where there are some, the path "i.jpg" and the
split "train" or, for every fifth, "val". Files under refused/ have one thing wrong, in row 5. Those under integers/ have the numbers i + d.
"""
import decimal
import os

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ROWS, DIM = 60, 8
HERE = os.path.dirname(os.path.abspath(__file__))
os.makedirs(f"{HERE}/refused", exist_ok=True)
os.makedirs(f"{HERE}/integers", exist_ok=True)
VECTORS = [[i + d / 8 for d in range(DIM)] for i in range(ROWS)]
LABELS = ["ab"[i % 2] for i in range(ROWS)]
PATHS = [f"{i}.jpg" for i in range(ROWS)]
SPLITS = ["val" if i % 5 == 0 else "train" for i in range(ROWS)]


def table(kind=pa.list_(pa.float32()), vectors=VECTORS, labels=LABELS, **more):
    return pa.table({"path": PATHS, "label": labels, "split": SPLITS, "embedding": pa.array(vectors, kind), **more})


def write(name, what=None, **options):
    pq.write_table(table() if what is None else what, f"{HERE}/{name}.parquet", **options)


PLAIN = {"use_dictionary": False, "write_statistics": False}
write("as-pyarrow-writes-it")
write("several-row-groups", row_group_size=17, use_dictionary=False)
write("small-pages", data_page_size=64, use_dictionary=False)
write("small-pages-of-a-dictionary", data_page_size=64, dictionary_pagesize_limit=256)
write("pages-v2", data_page_version="2.0", data_page_size=200)
write("pages-v2-uncompressed", data_page_version="2.0", compression="none", **PLAIN)
for codec in ["none", "gzip", "zstd", "lz4"]:
    write(f"codec-{codec}", compression=codec, **PLAIN)
write("byte-stream-split", use_dictionary=False, column_encoding={"embedding.list.element": "BYTE_STREAM_SPLIT"})
write("byte-stream-split-double", table(pa.list_(pa.float64())), use_dictionary=False,
      column_encoding={"embedding.list.element": "BYTE_STREAM_SPLIT"})
write("delta", table(labels=[i % 2 for i in range(ROWS)]), use_dictionary=False,
      column_encoding={"label": "DELTA_BINARY_PACKED", "path": "DELTA_BYTE_ARRAY", "split": "DELTA_LENGTH_BYTE_ARRAY"})
write("old-list-names", use_compliant_nested_type=False)
write("required", table(pa.list_(pa.field("element", pa.float32(), nullable=False))).cast(pa.schema([
    pa.field("path", pa.string(), False), pa.field("label", pa.string(), False), pa.field("split", pa.string(), False),
    pa.field("embedding", pa.list_(pa.field("element", pa.float32(), False)), False)])))
write("large-list", table(pa.large_list(pa.float32())))
write("fixed-size-list", table(pa.list_(pa.float32(), DIM)))
write("double", table(pa.list_(pa.float64())), **PLAIN)
write("double-of-a-dictionary", table(pa.list_(pa.float64())))
write("half", table(pa.list_(pa.float16())), **PLAIN)
write("half-of-a-dictionary", table(pa.list_(pa.float16())))
write("batch-of-one", table(pa.list_(pa.list_(pa.float32())), [[v] for v in VECTORS]))
for digits, kind in [(9, pa.decimal128), (30, pa.decimal128), (60, pa.decimal256)]:
    write(f"decimal-{digits}", table(pa.list_(kind(digits, 3)), [[decimal.Decimal(f"{x:.3f}") for x in v] for v in VECTORS]), **PLAIN)
write("decimal-of-a-dictionary", table(pa.list_(pa.decimal128(9, 3)), [[decimal.Decimal(f"{x:.3f}") for x in v] for v in VECTORS]))
write("decimal-as-integers", table(pa.list_(pa.decimal128(9, 3)), [[decimal.Decimal(f"{x:.3f}") for x in v] for v in VECTORS]),
      store_decimal_as_integer=True, **PLAIN)
SPARK = pa.struct([("type", pa.int8()), ("size", pa.int32()), ("indices", pa.list_(pa.int32())), ("values", pa.list_(pa.float64()))])


def spark(i, v):
    if i % 3:
        return {"type": 1, "values": v}
    return {"type": 0, "size": DIM, "indices": [d for d, x in enumerate(v) if x], "values": [x for x in v if x]}


write("spark-ml-vector", table(SPARK, [spark(i, v) for i, v in enumerate(VECTORS)]), row_group_size=17)
for bits in [8, 16, 32, 64]:
    for kind in [getattr(pa, f"int{bits}")(), getattr(pa, f"uint{bits}")()]:
        write(f"integers/{kind}", table(pa.list_(kind), [[i + d for d in range(DIM)] for i in range(ROWS)]), **PLAIN)
write("integers/of-a-dictionary", table(pa.list_(pa.int16()), [[i + d for d in range(DIM)] for i in range(ROWS)]))
write("integers/delta", table(pa.list_(pa.int64()), [[i + d for d in range(DIM)] for i in range(ROWS)]), use_dictionary=False,
      column_encoding={"embedding.list.element": "DELTA_BINARY_PACKED"})
write("list-of-integers-beside", table(tokens=pa.array([[i] for i in range(ROWS)], pa.list_(pa.int32()))))
write("in-a-struct", pa.table({"label": LABELS, "features": pa.array(
    [{"vector": v} for v in VECTORS], pa.struct([("vector", pa.list_(pa.float32()))]))}))
write("categories", table(labels=pa.array(LABELS).dictionary_encode()))
for kind in [pa.int8(), pa.int32(), pa.int64(), pa.uint64()]:
    write(f"label-{kind}", table(labels=pa.array([i % 2 for i in range(ROWS)], kind)))
write("label-bool", table(labels=pa.array([i % 2 == 1 for i in range(ROWS)])))
pd.DataFrame({"label": LABELS, "embedding": [np.array(v) for v in VECTORS]}).to_parquet(f"{HERE}/as-pandas-writes-it.parquet")

BROKEN = {"null-list": None, "empty-list": [], "null-number": [1, 2, None, 4, 5, 6, 7, 8], "short": [1, 2, 3], "long": [1] * 9,
          "nan": [1, float("nan")] + [1] * 6, "infinite": [1] * 7 + [float("-inf")]}
for name, row in BROKEN.items():
    write(f"refused/{name}", table(vectors=VECTORS[:5] + [row] + VECTORS[6:]))
write("refused/brotli", compression="brotli")
write("refused/two-lists", table(second=pa.array(VECTORS, pa.list_(pa.float32()))))
write("refused/no-list", table().drop_columns(["embedding"]))
write("refused/list-of-times", table(pa.list_(pa.timestamp("us")), [[1] * DIM] * ROWS))
write("refused/list-of-texts", table(pa.list_(pa.string()), [["1"] * DIM] * ROWS))
write("refused/list-of-flags", table(pa.list_(pa.bool_()), [[True] * DIM] * ROWS))
write("refused/int96", table(pa.list_(pa.timestamp("ns")), [[1] * DIM] * ROWS), use_deprecated_int96_timestamps=True)
write("refused/fixed-size-binary", table(pa.binary(4 * DIM), [np.array(v, np.float32).tobytes() for v in VECTORS]))
write("refused/binary", table(pa.binary(), [np.array(v, np.float32).tobytes() for v in VECTORS]))
write("refused/struct-of-numbers", table(pa.struct([("x", pa.float32()), ("y", pa.float32())]), [{"x": 1, "y": 2}] * ROWS))
write("refused/two-in-a-list", table(pa.list_(pa.list_(pa.float32())), [[v, v] if i == 5 else [v] for i, v in enumerate(VECTORS)]))
write("refused/spark-index", table(SPARK, [{"type": 0, "size": DIM, "indices": [DIM], "values": [1]} if i == 5 else spark(i, v)
                                          for i, v in enumerate(VECTORS)]))
write("refused/spark-null", table(SPARK, [None if i == 5 else spark(i, v) for i, v in enumerate(VECTORS)]))
write("refused/target", table().rename_columns(["path", "target", "split", "embedding"]))
write("refused/label-of-floats", table(labels=[float(i % 2) for i in range(ROWS)]))
write("split-of-nulls", table().set_column(2, "split", pa.nulls(ROWS)))
write("refused/split-of-floats", table().set_column(2, "split", pa.array([float(i % 5 == 0) for i in range(ROWS)])))
write("refused/no-rows", table().slice(0, 0))
