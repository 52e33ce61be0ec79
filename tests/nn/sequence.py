"""Records recurrent networks, attention and transformers of PyTorch 1.13: `python3 sequence.py > sequence.json`.

A case has a module's outputs for inputs wave(shape, 7 + i), the gradients of the sum over its outputs y_i of sum(y_i *
wave(y_i, 20 + i)) by the float inputs and the parameters (parameter i begins as wave(i + 1) / 2, in this library's layout), and
all of them after 20 steps of SGD with rate 0.005 and momentum 0.5. Everything is float64. `module`, `arguments` and `options`
are this library's.
"""
import json
import math
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)


def wave(shape, seed):
    n = math.prod(shape)
    return torch.tensor([((i * 37 + seed * 11) % 101 - 50.3) / 50 for i in range(n)]).reshape(shape)


def numbers(t):
    return [float(f"{x:.12g}") for x in t.detach().reshape(-1).tolist()]


class Turned:
    """A parameter as this library has it: matrices are (in, out), several of PyTorch's as parts of one."""
    def __init__(self, p, part=slice(None)):
        self.p, self.part = p, part

    def of(self, t):
        t = t.detach()[self.part]
        return t.T if t.dim() == 2 and not getattr(self.p, "straight", False) else t

    def fill(self, seed):
        value = self.of(self.p)
        with torch.no_grad():
            self.of(self.p).copy_(wave(value.shape, seed) / 2)


def flat(y):
    return [y] if isinstance(y, torch.Tensor) else [t for part in y for t in flat(part)]


def case(module, arguments, torch_module, parameters, shapes, call=None, options=None):
    call = call or torch_module
    parameters = [p if isinstance(p, Turned) else Turned(p) for p in parameters]
    inputs = [wave(shape, 7 + i).requires_grad_() for i, shape in enumerate(shapes)]
    for i, p in enumerate(parameters):
        p.fill(i + 1)
    tensors = inputs + list(torch_module.parameters())

    def run():
        outputs = flat(call(*inputs))
        return outputs, sum((y * wave(y.shape, 20 + i)).sum() for i, y in enumerate(outputs))

    outputs, loss = run()
    loss.backward()
    gradients = [numbers(x.grad) for x in inputs] + [numbers(p.of(p.p.grad)) for p in parameters]
    opt = torch.optim.SGD(tensors, lr=0.005, momentum=0.5)
    for _ in range(20):
        opt.zero_grad()
        run()[1].backward()
        opt.step()
    after = [numbers(x) for x in inputs] + [numbers(p.of(p.p)) for p in parameters]
    return dict(module=module, arguments=arguments, shapes=shapes, options=options, outputs=[numbers(y) for y in outputs],
                gradients=gradients, after=after)


def rnn_parameters(m):
    """This library has one direction's cells before the other's."""
    suffixes = ["", "_reverse"] if m.bidirectional else [""]
    return [getattr(m, f"{name}_l{layer}{suffix}") for suffix in suffixes for layer in range(m.num_layers)
            for name in (["weight_ih", "weight_hh", "bias_ih", "bias_hh"] if m.bias else ["weight_ih", "weight_hh"])]


def recurrent(name, arguments, module, shapes, lengths=None):
    lstm = isinstance(module, nn.LSTM)

    def call(x, *state):
        state = (state if lstm else state[0]) if state else None
        if lengths is None:
            return module(x, state)
        packed, end = module(pack_padded_sequence(x, lengths, batch_first=module.batch_first, enforce_sorted=False), state)
        return pad_packed_sequence(packed, batch_first=module.batch_first, total_length=x.shape[int(module.batch_first)])[0], end

    return case(name, arguments, module, rnn_parameters(module), shapes, call, None if lengths is None else {"lengths": lengths})


def projections(m):
    """Query, key and value are parts of one matrix in PyTorch."""
    e = m.embed_dim
    ins = [Turned(p, slice(i * e, (i + 1) * e)) for i in range(3) for p in (m.in_proj_weight, m.in_proj_bias)]
    return ins + [m.out_proj.weight, m.out_proj.bias]


def layer_parameters(m):
    attentions = [m.self_attn] + ([m.multihead_attn] if hasattr(m, "multihead_attn") else [])
    norms = [getattr(m, f"norm{i + 1}") for i in range(len(attentions) + 1)]
    return [*(p for a in attentions for p in projections(a)), *m.linear1.parameters(), *m.linear2.parameters(),
            *(p for n in norms for p in n.parameters())]


def model_parameters(m):
    return [p for l in m.layers for p in layer_parameters(l)] + (list(m.norm.parameters()) if m.norm else [])


def table(t):
    return {"tensor": t.tolist(), "dtype": "bool" if t.dtype == torch.bool else "float64"}


def attention(arguments, module, shapes, mask=None, key_mask=None, bias=None, causal=False):
    """In PyTorch a mask has what is not seen."""
    t = shapes[0][1]
    hidden = torch.triu(torch.ones(t, t, dtype=torch.bool), 1) if causal else None if mask is None else ~mask

    def call(x, m=None):
        m = x if m is None else m
        return module(x, m, m, attn_mask=bias if bias is not None else hidden,
                      key_padding_mask=None if key_mask is None else ~key_mask, need_weights=False)[0]

    options = {k: table(v) for k, v in [("mask", mask), ("keyMask", key_mask), ("bias", bias)] if v is not None}
    return case("MultiheadAttention", arguments, module, projections(module), shapes, call,
                {**options, **({"causal": True} if causal else {})})


bools = lambda *rows: torch.tensor(rows) > 0
hide = lambda t: torch.triu(torch.ones(t, t, dtype=torch.bool), 1)
layer_options = dict(dim_feedforward=6, dropout=0, batch_first=True)
ours = {"hidden": 6, "dropout": 0}


def encoder_layer(**more):
    return nn.TransformerEncoderLayer(4, 2, **layer_options, **more)


def decoder_layer(**more):
    return nn.TransformerDecoderLayer(4, 2, **layer_options, **more)


def encoder(name, arguments, m, parameters):
    return case(name, arguments, m, parameters, [[2, 3, 4]], lambda x: m(x, hide(3)), {"causal": True})


def decoder(name, arguments, m, parameters):
    return case(name, arguments, m, parameters, [[2, 3, 4], [2, 2, 4]], lambda x, memory: m(x, memory, tgt_mask=hide(3)),
                {"causal": True})


def stacked(layer, of, normed):
    return of(layer, 2, nn.LayerNorm(4) if normed else None)


CASES = [
    recurrent("RNN", [3, 2], nn.RNN(3, 2), [[4, 2, 3]]),
    recurrent("RNN", [2, 3, {"nonlinearity": "relu", "layers": 2, "bias": False}],
              nn.RNN(2, 3, nonlinearity="relu", num_layers=2, bias=False), [[3, 2, 2], [2, 2, 3]]),
    recurrent("LSTM", [3, 2], nn.LSTM(3, 2), [[5, 2, 3]]),
    recurrent("LSTM", [2, 2, {"layers": 2, "bidirectional": True, "batchFirst": True}],
              nn.LSTM(2, 2, num_layers=2, bidirectional=True, batch_first=True), [[2, 4, 2], [4, 2, 2], [4, 2, 2]]),
    recurrent("LSTM", [2, 3, {"bidirectional": True}], nn.LSTM(2, 3, bidirectional=True), [[4, 3, 2]], [2, 4, 1]),
    recurrent("GRU", [3, 2], nn.GRU(3, 2), [[4, 2, 3], [1, 2, 2]]),
    recurrent("GRU", [2, 2, {"layers": 2, "bidirectional": True}], nn.GRU(2, 2, num_layers=2, bidirectional=True),
              [[3, 2, 2], [4, 2, 2]], [3, 2]),
    case("RNNCell", [3, 2], (m := nn.RNNCell(3, 2)), m.parameters(), [[2, 3], [2, 2]]),
    case("LSTMCell", [3, 2], (m := nn.LSTMCell(3, 2)), m.parameters(), [[2, 3], [2, 2], [2, 2]],
         (lambda m: lambda x, h, c: m(x, (h, c)))(m)),
    attention([4, 2], nn.MultiheadAttention(4, 2, batch_first=True), [[2, 3, 4]]),
    attention([4, 2], nn.MultiheadAttention(4, 2, batch_first=True), [[2, 3, 4]], causal=True),
    attention([4, 1], nn.MultiheadAttention(4, 1, batch_first=True), [[2, 3, 4]], bias=wave([3, 3], 3)),
    attention([4, 2], nn.MultiheadAttention(4, 2, batch_first=True), [[2, 2, 4], [2, 3, 4]],
              mask=bools([1, 0, 1], [0, 1, 1]), key_mask=bools([1, 1, 1], [1, 1, 0])),
    encoder("TransformerEncoderLayer", [4, 2, ours], (m := encoder_layer()), layer_parameters(m)),
    encoder("TransformerEncoderLayer", [4, 2, {**ours, "normFirst": True, "eps": 0.1}],
            (m := encoder_layer(norm_first=True, layer_norm_eps=0.1)), layer_parameters(m)),
    decoder("TransformerDecoderLayer", [4, 2, ours], (m := decoder_layer()), layer_parameters(m)),
    encoder("TransformerEncoder", [4, 2, {**ours, "layers": 2, "normFirst": True}],
            (m := stacked(encoder_layer(norm_first=True), nn.TransformerEncoder, True)), model_parameters(m)),
    decoder("TransformerDecoder", [4, 2, {**ours, "layers": 2}],
            (m := stacked(decoder_layer(), nn.TransformerDecoder, False)), model_parameters(m)),
    case("GRUCell", [3, 2, {"bias": False}], (m := nn.GRUCell(3, 2, bias=False)), m.parameters(), [[2, 3], [2, 2]]),
]
if __name__ == "__main__":
    print("[\n" + ",\n".join(json.dumps(x) for x in CASES) + "\n]")
