def make(torch, i):
    x, y = i.x.view(i.batch, i.pixels), i.y
    weights = i.w.view(i.pixels, i.classes).t().contiguous().requires_grad_()
    bias = torch.zeros(i.classes, requires_grad=True)
    optimizer = torch.optim.SGD([weights, bias], lr=i.rate)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(torch.nn.functional.linear(x, weights, bias), y)
        loss.backward()
        optimizer.step()
        return loss

    return step, lambda loss: [loss]
