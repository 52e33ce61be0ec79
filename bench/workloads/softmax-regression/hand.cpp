#include "hand.h"

static bench::Made make(const bench::Inputs& in) {
  using namespace bench;
  const long batch = in["batch"], pixels = in["pixels"], classes = in["classes"];
  const float rate = in.real("rate");
  const auto x = in.array("x"), w = in.array("w");
  const auto y = in.array<int>("y");
  const Array<float> bias(classes), logits(batch * classes), gradient(w.size()), loss(1);
  const MatrixProduct forward({x}, {w}, logits, batch, pixels, classes);
  const MatrixProduct backward({x, true}, {logits}, gradient, pixels, batch, classes);
  return {[=] {
            forward();
            addBias(logits, bias, batch, classes, false);
            *loss = softmaxLoss(logits, y, batch, classes);
            backward();
            descendBias(bias, logits, batch, classes, rate);
            descend(w, gradient, rate);
          },
          [=] { return std::vector<double>{*loss}; }};
}

static const bench::ByHand registered("softmax-regression", make);
