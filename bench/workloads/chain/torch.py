def make(torch, i):
    parameters = a, b, c = [data.requires_grad_() for data in (i.a, i.b, i.c)]

    def step():
        for p in parameters:
            p.grad = None
        total = torch.tanh(a * b + c).relu().sum()
        total.backward()
        return total

    return step, lambda total: [total, *(p.grad[i.size // 2] for p in parameters)]
