def make(torch, i):
    def matrices(data, rows, columns, transposed):
        shape = (i.copies, columns, rows) if transposed else (i.copies, rows, columns)
        stack = data.view(shape)
        return list(stack.transpose(1, 2) if transposed else stack)

    left = matrices(i.a, i.rows, i.inner, i.transposeLeft)
    right = matrices(i.b, i.inner, i.columns, i.transposeRight)
    results = [torch.empty(i.rows, i.columns) for _ in range(i.copies)]

    def step():
        for a, b, out in zip(left, right, results):
            torch.mm(a, b, out=out)
        return results[-1]

    return step, lambda result: [result[-1, -1]]
