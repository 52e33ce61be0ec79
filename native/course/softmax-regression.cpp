#include "softmax-regression.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>

#include "../gemm/gemm.h"
#include "../pool/pool.h"

namespace needle::course {
namespace {

using gemm::Problem, gemm::Schedule;

struct Free {
  void operator()(float* memory) const { std::free(memory); }
};
using Floats = std::unique_ptr<float[], Free>;

Floats allocate(double count) {
  const double bytes = std::ceil(count * sizeof(float) / 64) * 64;
  void* memory = bytes < 0x1p62 ? std::aligned_alloc(64, std::max(bytes, 64.0)) : nullptr;
  if (memory == nullptr) throw std::bad_alloc();
  return Floats(static_cast<float*>(memory));
}

/** A product whose sizes are known before: what it needs is made once. */
class Product {
 public:
  explicit Product(const Problem& problem)
      : schedule(gemm::plan<float>(problem, Pool::shared().threads())), scratch(allocate(schedule.scratchBytes() / 4)) {}
  void operator()(const float* left, const float* right, float* out) {
    const gemm::Operands<float> operands{.left = left, .right = right, .out = out};
    for (int phase = 0; phase < schedule.phases(); phase++) {
      const long parts = schedule.parts[phase].size();
      const int workers = std::min<long>(parts, Pool::shared().threads());
      Pool::shared().run(workers, [&](int worker) {
        for (long part = worker; part < parts; part += workers)
          gemm::run(schedule, operands, phase, part, worker, scratch.get());
      });
    }
  }

 private:
  Schedule<float> schedule;
  Floats scratch;
};

/** Turns logits (rows × k) into the gradient of their mean softmax loss, in place: (softmax − one-hot) / rows. */
void lossGradient(float* logits, const std::uint8_t* y, long rows, long k) {
  for (long i = 0; i < rows; i++) {
    float* row = logits + i * k;
    const float most = *std::max_element(row, row + k);
    float total = 0;
    for (long j = 0; j < k; j++) total += row[j] = std::exp(row[j] - most);
    const float scale = 1 / (total * rows);
    for (long j = 0; j < k; j++) row[j] *= scale;
    row[y[i]] -= 1.0f / rows;
  }
}

/** Steps with batches of one size. */
class Steps {
 public:
  Steps(long rows, long n, long k)
      : rows(rows),
        n(n),
        k(k),
        forward({.rows = rows, .columns = k, .inner = n, .left = {n, 1}, .right = {k, 1}, .outRow = k}),
        backward({.rows = n, .columns = k, .inner = rows, .left = {1, n}, .right = {k, 1}, .outRow = k}),
        logits(allocate(double(rows) * k)),
        gradient(allocate(double(n) * k)) {}
  void step(const float* x, const std::uint8_t* y, float* theta, float lr) {
    forward(x, theta, logits.get());
    lossGradient(logits.get(), y, rows, k);
    backward(x, logits.get(), gradient.get());
    for (long i = 0; i < n * k; i++) theta[i] -= lr * gradient[i];
  }

 private:
  long rows, n, k;
  Product forward, backward;
  Floats logits, gradient;
};

}  // namespace

void softmaxRegressionEpoch(const float* X, const std::uint8_t* y, float* theta, long m, long n, long k, float lr, long batch) {
  if (m == 0 || n == 0) return;
  batch = std::min(batch, m);
  const long whole = m / batch * batch;
  Steps full(batch, n, k);
  std::unique_ptr<Steps> last;
  if (whole < m) last = std::make_unique<Steps>(m - whole, n, k);
  for (long i = 0; i < whole; i += batch) full.step(X + i * n, y + i, theta, lr);
  if (last) last->step(X + whole * n, y + whole, theta, lr);
}

}  // namespace needle::course
