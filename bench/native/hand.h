// What training steps written by hand are made of: native/gemm, the pool of threads, and loops that the compiler turns into vectors.
#pragma once
#include "gemm/gemm.h"
#include "math/hyperbolic.h"
#include "pool/pool.h"
#include "serve.h"

namespace bench {

/** Makes a workload known: one static object in each hand.cpp. */
inline std::map<std::string, Make>& byHand() {
  static std::map<std::string, Make> all;
  return all;
}
struct ByHand {
  ByHand(const char* workload, Make make) { byHand()[workload] = make; }
};

/** Calls work(from, to) on ranges that cover 0 … size, in parallel if each gets `grain` elements. */
template <class Work>
void inParallel(long size, long grain, Work&& work) {
  needle::Pool& pool = needle::Pool::shared();
  const int parts = int(std::max(1L, std::min(long(pool.threads()), size / grain)));
  const long share = ((size + parts - 1) / parts + 63) / 64 * 64;
  auto run = [&](int part) { work(std::min(size, part * share), std::min(size, (part + 1) * share)); };
  parts == 1 ? run(0) : pool.run(parts, run);
}

/** An operand and whether its transpose is meant; both row-major. */
struct Operand {
  Array<float> data;
  bool transposed = false;
};

/** out = left · right, planned once. */
class MatrixProduct {
 public:
  MatrixProduct(Operand left, Operand right, Array<float> out, long rows, long inner, long columns)
      : schedule_(needle::gemm::plan<float>(
            {.rows = rows, .columns = columns, .inner = inner,
             .left = left.transposed ? needle::gemm::Strides{1, rows} : needle::gemm::Strides{inner, 1},
             .right = right.transposed ? needle::gemm::Strides{1, inner} : needle::gemm::Strides{columns, 1}, .outRow = columns},
            needle::Pool::shared().threads())),
        matrices_{left.data, right.data, out},
        operands_{.left = left.data, .right = right.data, .out = out},
        scratch_(schedule_.scratchBytes() + 64) {}

  void operator()() const {
    needle::Pool& pool = needle::Pool::shared();
    for (int phase = 0; phase < schedule_.phases(); phase++) {
      const long parts = long(schedule_.parts[phase].size());
      auto work = [&](int worker) {
        for (long part = worker; part < parts; part += schedule_.workers)
          needle::gemm::run(schedule_, operands_, phase, part, worker, scratch_);
      };
      parts == 1 ? work(0) : pool.run(schedule_.workers, work);
    }
  }

 private:
  needle::gemm::Schedule<float> schedule_;
  std::vector<Array<float>> matrices_;  // which live as long as this
  needle::gemm::Operands<float> operands_;
  Array<char> scratch_;
};

/** Adds a bias to each of `rows` rows, and takes the positive part if wanted. */
inline void addBias(float* x, const float* bias, long rows, long columns, bool positive) {
  for (long r = 0; r < rows; r++)
    for (long j = 0; j < columns; j++) {
      const float y = x[r * columns + j] + bias[j];
      x[r * columns + j] = positive && !(y > 0) ? 0 : y;
    }
}

/** Logits become the gradient of the mean cross entropy, which is returned. At most 16 classes: a row is one vector. */
inline float softmaxLoss(float* logits, const int* labels, long rows, long classes) {
  constexpr long width = 16;
  float loss = 0;
  for (long r = 0; r < rows; r++) {
    float* z = logits + r * classes;
    alignas(64) float row[width];
    float most = z[0], sum = 0;
    for (long j = 0; j < width; j++) row[j] = -1e30f;
    for (long j = 0; j < classes; j++) row[j] = z[j];
    for (long j = 0; j < width; j++) most = row[j] > most ? row[j] : most;
    loss -= z[labels[r]] - most;
    for (long j = 0; j < width; j++) row[j] = needle::NEEDLE_ISA::exp(row[j] - most), sum += row[j];
    loss += std::log(sum);
    const float scale = 1 / (sum * float(rows));
    for (long j = 0; j < classes; j++) z[j] = row[j] * scale;
    z[labels[r]] -= 1 / float(rows);
  }
  return loss / float(rows);
}

/** bias −= rate · (sum of the rows of the gradient). */
inline void descendBias(float* bias, const float* gradient, long rows, long columns, float rate) {
  std::vector<float> sum(columns);
  for (long r = 0; r < rows; r++)
    for (long j = 0; j < columns; j++) sum[j] += gradient[r * columns + j];
  for (long j = 0; j < columns; j++) bias[j] -= rate * sum[j];
}

/** weights −= rate · gradient. */
inline void descend(const Array<float>& weights, const float* gradient, float rate) {
  inParallel(weights.size(), 32768, [&](long from, long to) {
    float* w = weights;
    for (long i = from; i < to; i++) w[i] -= rate * gradient[i];
  });
}

}  // namespace bench
