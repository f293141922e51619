"""Writes heads.safetensors (a 6-class feature matrix, correlated and badly scaled as real embeddings are) and heads.json: the optimum of
    J(W, b) = mean cross-entropy + (l2 / 2) * sum(W^2)          (b not penalised, W of shape [classes, dim])
for several l2, found to machine precision by Newton-CG in float64, on that matrix and on hymenoptera's training features."""
import json, pathlib
import numpy as np, torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from sklearn.linear_model import LogisticRegression

HERE = pathlib.Path(__file__).resolve().parent
r = np.random.default_rng(5)
n, d, k = 3600, 128, 6
mix = r.normal(size=(d, d)) * np.geomspace(3, 0.03, d)
centre = r.normal(size=(k, d)) * 0.55
y = r.integers(0, k, n)
x = np.maximum((centre[y] + r.normal(size=(n, d))) @ mix * 0.2 + 0.3, 0).astype(np.float32)
save_file({"train": torch.from_numpy(x[:3000]), "train_label": torch.from_numpy(y[:3000]),
           "val": torch.from_numpy(x[3000:]), "val_label": torch.from_numpy(y[3000:])}, HERE / "heads.safetensors")


def optimum(xt, yt, xv, yv, l2):
    xt = xt.astype(np.float64)
    m = LogisticRegression(C=1 / (l2 * len(xt)), solver="newton-cg", tol=1e-12, max_iter=2000).fit(xt, yt)
    w, b = m.coef_, m.intercept_
    if len(w) == 1:                                   # two classes: the softmax optimum has w/2 and -w/2
        m2 = LogisticRegression(C=2 / (l2 * len(xt)), solver="newton-cg", tol=1e-12, max_iter=2000).fit(xt, yt)
        w = np.vstack([-m2.coef_ / 2, m2.coef_ / 2]); b = np.r_[-m2.intercept_ / 2, m2.intercept_ / 2]
    z = xt @ w.T + b
    ce = (np.logaddexp.reduce(z, 1) - z[np.arange(len(yt)), yt]).mean()
    g = np.exp(z - np.logaddexp.reduce(z, 1)[:, None]); g[np.arange(len(yt)), yt] -= 1
    grad = g.T @ xt / len(xt) + l2 * w
    acc = ((xv.astype(np.float64) @ w.T + b).argmax(1) == yv).mean()
    return {"l2": l2, "objective": ce + l2 / 2 * (w ** 2).sum(), "gradient_max": float(np.abs(grad).max()), "weight_norm": float(np.linalg.norm(w)), "val_accuracy": float(acc)}


out = {"six": [optimum(x[:3000], y[:3000], x[3000:], y[3000:], l) for l in (1e-1, 1e-2, 1e-3, 1e-4)]}
h = load_file(HERE.parents[5] / "shared/golden/hymenoptera-resnet18.safetensors")   # beside the checkout
a = [h[s].numpy() for s in ("train", "train_label", "val", "val_label")]
out["hymenoptera"] = [optimum(*a, l) for l in (1.0, 1e-1, 1e-2, 1e-3)]
(HERE / "heads.json").write_text(json.dumps(out, indent=1))
print(json.dumps(out, indent=1))
