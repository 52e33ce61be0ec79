#include "hand.h"

static bench::Made make(const bench::Inputs& in) {
  using namespace bench;
  const long batch = in["batch"], pixels = in["pixels"], hidden = in["hidden"], classes = in["classes"];
  const float rate = in.real("rate");
  const auto x = in.array("x"), w1 = in.array("w1"), w2 = in.array("w2");
  const auto y = in.array<int>("y");
  const Array<float> b1(hidden), b2(classes), h(batch * hidden), dh(batch * hidden), logits(batch * classes), dw1(w1.size()),
      dw2(w2.size()), loss(1);
  const MatrixProduct forward1({x}, {w1}, h, batch, pixels, hidden);
  const MatrixProduct forward2({h}, {w2}, logits, batch, hidden, classes);
  const MatrixProduct backward2({h, true}, {logits}, dw2, hidden, batch, classes);
  const MatrixProduct backwardHidden({logits}, {w2, true}, dh, batch, classes, hidden);
  const MatrixProduct backward1({x, true}, {dh}, dw1, pixels, batch, hidden);
  return {[=] {
            forward1();
            addBias(h, b1, batch, hidden, true);
            forward2();
            addBias(logits, b2, batch, classes, false);
            *loss = softmaxLoss(logits, y, batch, classes);
            backward2();
            backwardHidden();
            for (long i = 0; i < dh.size(); i++) dh[i] = h[i] > 0 ? dh[i] : 0;
            backward1();
            descendBias(b1, dh, batch, hidden, rate);
            descendBias(b2, logits, batch, classes, rate);
            descend(w1, dw1, rate);
            descend(w2, dw2, rate);
          },
          [=] { return std::vector<double>{*loss}; }};
}

static const bench::ByHand registered("mlp", make);
