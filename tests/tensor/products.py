"""Products of tensors: `python3 products.py > products.json`."""
import numpy as np
import torch
from torch.nn import functional as F

from record import case, done, wave, whole

a, b, v, u = wave(3, 4), wave(4, 2, seed=1), wave(4, seed=2), wave(3, seed=3)
case("x.matmul(y)", lambda x, y: x @ y, x=a, y=b)
case("x.matmul(y)", lambda x, y: x @ y, x=a.float(), y=b.float())
case("x.matmul(y)", lambda x, y: x @ y, x=whole(3, 4), y=whole(4, 2, seed=1))
case("x.matmul(y)", lambda x, y: x @ y, x=a, y=v)
case("x.matmul(y)", lambda x, y: x @ y, x=u, y=a)
case("x.matmul(y)", lambda x, y: x @ y, x=v, y=v + 1)
case("x.matmul(y)", lambda x, y: x @ y, x=wave(2, 1, 3, 4), y=wave(5, 4, 2))
case("x.matmul(y)", lambda x, y: x @ y, x=wave(3, 0), y=wave(0, 2))
case("x.dot(y)", lambda x, y: x.dot(y), x=v, y=v + 1)
case("x.mv(y)", lambda x, y: x.mv(y), x=a, y=v)
case("x.mm(y)", lambda x, y: x.mm(y), x=a, y=b)
case("x.bmm(y)", lambda x, y: x.bmm(y), x=wave(2, 3, 4), y=wave(2, 4, 5))
case("x.outer(y)", lambda x, y: x.outer(y), x=u, y=v)
case("x.inner(y)", lambda x, y: torch.inner(x, y), x=wave(2, 3, 4), y=wave(5, 4))
case("x.inner(y)", lambda x, y: torch.inner(x, y), x=v, y=v + 1)
case("x.inner(y)", lambda x, y: torch.inner(x, y), x=torch.tensor(2.0), y=wave(3, dtype=torch.float32))
case("x.addmm(y, z)", lambda x, y, z: torch.addmm(x, y, z), x=wave(2), y=a, z=b)
case("x.addmm(y, z, { beta: 0.5, alpha: 2 })", lambda x, y, z: torch.addmm(x, y, z, beta=0.5, alpha=2), x=wave(3, 2), y=a, z=b)
case("x.kron(y)", lambda x, y: torch.kron(x, y), x=a, y=b)
case("x.kron(y)", lambda x, y: torch.kron(x, y), x=u, y=b)
case("x.cross(y)", lambda x, y: torch.cross(x, y, dim=-1), x=wave(2, 3), y=wave(2, 3, seed=1))
case("x.cross(y, 0)", lambda x, y: torch.cross(x, y, dim=0), x=wave(3, 4), y=wave(3, 4, seed=1))
case("x.trace()", lambda x: x.trace(), x=wave(3, 3))
case("x.trace()", lambda x: x.trace(), x=wave(3, 5))
case("x.tensordot(y)", lambda x, y: torch.tensordot(x, y), x=wave(2, 3, 4), y=wave(3, 4, 5))
case("x.tensordot(y, 1)", lambda x, y: torch.tensordot(x, y, 1), x=wave(2, 3, 4), y=wave(4, 5))
case("x.tensordot(y, 0)", lambda x, y: torch.tensordot(x, y, 0), x=u, y=v)
case("x.tensordot(y, [[0, 2], [-1, 0]])", lambda x, y: torch.tensordot(x, y, ([0, 2], [-1, 0])), x=wave(2, 3, 4), y=wave(4, 5, 2))

# einsum
m, n, o = wave(2, 3), wave(3, 4, seed=1), wave(4, 5, seed=2)
q = wave(3, 3)
for text, operands in [
    ("ij->ji", [m]), ("ij->", [m]), ("ij->j", [m]), ("ii->i", [q]), ("ii", [q]), ("iij->j", [wave(2, 2, 3)]),
    ("iji->j", [wave(2, 3, 2)]), ("iijj->ij", [wave(2, 2, 3, 3)]), ("iii->i", [wave(2, 2, 2)]), ("ba", [m]),
    ("i,i->", [u, u]), ("i,j->ij", [u, v]), ("i,i->i", [u, u]), (",i->i", [torch.tensor(2.0, dtype=torch.float64), u]),
    (",->", [torch.tensor(2.0), torch.tensor(3.0)]), ("->", [torch.tensor(2.0)]), ("ij,jk->ik", [m, n]), ("ij,jk", [m, n]),
    ("ij,jk->ki", [m.float(), n.float()]), ("ij,jk->", [m, n]), ("ij,kj->i", [m, wave(4, 3)]), ("ij,kl->ijkl", [m, n]),
    ("bij,bjk->bik", [wave(2, 3, 4), wave(2, 4, 5)]), ("bij, bkj -> bik", [wave(2, 3, 4), wave(2, 5, 4)]),
    ("...ij,...jk->...ik", [wave(2, 1, 3, 4), wave(5, 4, 2)]), ("...ij->...ji", [wave(2, 3, 4)]), ("...,...->...", [m, m]),
    ("i...->...", [wave(2, 3, 4)]), ("...i,ij", [wave(2, 3, 4), o]), ("i...j,jk->k...i", [wave(2, 3, 4), o]),
    ("...ii->...i", [wave(2, 3, 3)]), ("ij,jk,kl->il", [m, n, o]), ("ij,jk,kl->", [m, n, o]), ("ij,ij,ij->ij", [m, m, m]),
    ("i,ij,j->", [u, q, u]), ("ijk,jl,kl->il", [wave(2, 3, 4), wave(3, 5), wave(4, 5)]),
    ("ab,bc,cd,da->", [wave(2, 3), wave(3, 2), wave(2, 4), wave(4, 2)]), ("a,b,c,d->dcba", [wave(2)] * 4),
    ("ij,j->ij", [m, wave(1)]), ("ij,jk->ik", [m, wave(1, 4)]), ("ij,jk->ik", [wave(2, 0), wave(0, 4)]),
    ("bhqd,bhkd->bhqk", [wave(2, 2, 3, 4), wave(2, 2, 5, 4)]), ("ij,jk->ik", [whole(2, 3), whole(3, 2)]), ("Aa,aB->AB", [m, n]),
]:
    names = "xyzw"[:len(operands)]
    case(f'needle.einsum("{text}", {", ".join(names)})', lambda **given: torch.einsum(text, *given.values()),
         **dict(zip(names, operands)))

# distances and interpolation
case("x.cosineSimilarity(y)", lambda x, y: F.cosine_similarity(x, y, dim=-1), x=wave(2, 3), y=wave(2, 3, seed=4))
case("x.cosineSimilarity(y, 0)", lambda x, y: F.cosine_similarity(x, y, dim=0), x=wave(3, 2, 1), y=wave(3, 1, 2))
case("x.pairwiseDistance(y)", lambda x, y: F.pairwise_distance(x, y), x=wave(2, 3), y=wave(2, 3, seed=4))
case("x.pairwiseDistance(y, 1, 0)", lambda x, y: F.pairwise_distance(x, y, 1, 0), x=wave(2, 3), y=wave(1, 3, seed=4))
case("x.cdist(y)", lambda x, y: torch.cdist(x, y), x=wave(2, 3), y=wave(4, 3, seed=4))
case("x.cdist(y)", lambda x, y: torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist"), x=wave(3, 2), y=wave(3, 2))
case("x.cdist(y, 1)", lambda x, y: torch.cdist(x, y, 1), x=wave(5, 2, 3), y=wave(5, 4, 3, seed=4))
points, values = torch.tensor([-1.0, 0, 0.5, 2], dtype=torch.float64), wave(4, seed=6)
case("x.interp(y, z)", lambda x, y, z: torch.from_numpy(np.interp(x.numpy(), y.numpy(), z.numpy())), gradient=False,
     x=torch.tensor([[-5, -1, -0.25, 0], [0.25, 0.5, 2, 9]], dtype=torch.float64), y=points, z=values)
done()
