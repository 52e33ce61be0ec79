// Random products against the definition, in double, on every instruction set of this machine. Exits with 1 on a mistake.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include "gemm.h"

using namespace needle::gemm;

namespace {

std::mt19937 generator(1);
long pick(long low, long high) { return std::uniform_int_distribution<long>(low, high)(generator); }
template <class T>
T pickOf(std::initializer_list<T> values) { return values.begin()[pick(0, long(values.size()) - 1)]; }

/** A stored operand: its elements, and where they are. */
template <class T>
struct Matrix {
  std::vector<T> memory;
  Strides by;
  long batchStep;
  T at(long batch, long row, long column) const { return memory[batch * batchStep + row * by.row + column * by.column]; }
};

template <class T>
Matrix<T> randomMatrix(long batches, long rows, long columns) {
  const long gap = pick(0, 3);
  Matrix<T> m;
  switch (pick(0, 9)) {
    case 0: m.by = {0, 1}; break;
    case 1: m.by = {1, 0}; break;
    case 2: m.by = {2 * columns + gap, 2}; break;
    case 3: case 4: case 5: m.by = {1, rows + gap}; break;
    default: m.by = {columns + gap, 1};
  }
  const long size = (rows > 0 ? rows - 1 : 0) * m.by.row + (columns > 0 ? columns - 1 : 0) * m.by.column + 1;
  m.batchStep = pick(0, 4) == 0 ? 0 : size;
  m.memory.resize(size + (batches - 1) * m.batchStep);
  for (T& x : m.memory) x = T(pick(-1000, 1000)) / 1000;
  return m;
}

/** What the callbacks see. */
template <class T>
struct Case {
  Problem problem;
  Matrix<T> left, right;
  std::vector<T> out;
  long outBatch;
  std::vector<int> finished;
  bool wrongBlock = false;
};

template <class T, bool Left>
void fill(void* context, const Block& b, T* to, Strides by) {
  const Case<T>& c = *static_cast<Case<T>*>(context);
  for (long i = 0; i < b.rows; i++)
    for (long j = 0; j < b.columns; j++)
      to[i * by.row + j * by.column] = (Left ? c.left : c.right).at(b.batch, b.row + i, b.column + j);
}

template <class T>
void finish(void* context, const Block& b) {
  Case<T>& c = *static_cast<Case<T>*>(context);
  const Problem& p = c.problem;
  if (b.row < 0 || b.column < 0 || b.row + b.rows > p.rows || b.column + b.columns > p.columns) { c.wrongBlock = true; return; }
  for (long i = b.row; i < b.row + b.rows; i++)
    for (long j = b.column; j < b.column + b.columns; j++) {
      c.finished[(b.batch * p.rows + i) * p.columns + j]++;
      T& x = c.out[b.batch * c.outBatch + i * p.outRow + j];
      x = 2 * x + 1;
    }
}

long randomSize() {
  switch (pick(0, 7)) {
    case 0: return pick(1, 3);
    case 1: return pick(1, 600);
    case 2: return pickOf({8L, 16L, 48L, 64L, 96L, 128L});
    default: return pick(1, 70);
  }
}

template <class T>
const char* check(std::string& what) {
  Case<T> c;
  Problem& p = c.problem;
  p.rows = randomSize(), p.columns = randomSize(), p.inner = randomSize();
  if (pick(0, 9) == 0) (pick(0, 1) ? p.rows : p.columns) = 1;
  if (pick(0, 30) == 0) p.inner = pick(0, 1) ? 0 : 5000;
  if (pick(0, 60) == 0) p.columns = 2100;
  const long batches = pick(0, 3) == 0 ? pickOf({2L, 3L, 6L}) : 1;
  c.left = randomMatrix<T>(batches, p.rows, p.inner);
  c.right = randomMatrix<T>(batches, p.inner, p.columns);
  p.outRow = p.columns + pick(0, 2);
  c.outBatch = p.rows * p.outRow;
  if (batches == 6) {
    p.batchAxes = 2;
    p.batch[0] = {2, 3 * c.left.batchStep, 3 * c.right.batchStep, 3 * c.outBatch};
    p.batch[1] = {3, c.left.batchStep, c.right.batchStep, c.outBatch};
  } else if (batches > 1) {
    p.batchAxes = 1;
    p.batch[0] = {batches, c.left.batchStep, c.right.batchStep, c.outBatch};
  }
  p.leftGenerated = pick(0, 4) == 0, p.rightGenerated = pick(0, 4) == 0;
  p.left = p.leftGenerated ? pickOf<Strides>({{0, 1}, {1, 0}}) : c.left.by;
  p.right = p.rightGenerated ? pickOf<Strides>({{0, 1}, {1, 0}}) : c.right.by;
  const bool finishes = pick(0, 1);
  const int threads = int(pick(1, 5));
  constexpr T untouched = -12345;
  c.out.assign(batches * c.outBatch, untouched);
  c.finished.assign(batches * p.rows * p.columns, 0);

  const Schedule<T> s = plan<T>(p, threads);
  // Exactly as large as asked for, so that a sanitizer sees a step too far; full of what spreads if it is read.
  T* scratch = static_cast<T*>(std::aligned_alloc(64, s.scratchBytes() + 64 - s.scratchBytes() % 64));
  for (long i = 0; i < s.scratchBytes() / long(sizeof(T)); i++) scratch[i] = std::numeric_limits<T>::quiet_NaN();
  Operands<T> o = {p.leftGenerated ? nullptr : c.left.memory.data(), p.rightGenerated ? nullptr : c.right.memory.data(), c.out.data(),
                   fill<T, true>, fill<T, false>, finishes ? finish<T> : nullptr, &c};
  for (int phase = 0; phase < s.phases(); phase++)
    for (long part = long(s.parts[phase].size()) - 1; part >= 0; part--)
      run(s, o, phase, part, int((part + 1) % threads), scratch);
  std::free(scratch);

  what = "rows " + std::to_string(p.rows) + " columns " + std::to_string(p.columns) + " inner " + std::to_string(p.inner) + " batches " +
         std::to_string(batches) + " left {" + std::to_string(c.left.by.row) + ", " + std::to_string(c.left.by.column) + "} right {" +
         std::to_string(c.right.by.row) + ", " + std::to_string(c.right.by.column) + "} generated " + std::to_string(p.leftGenerated) +
         std::to_string(p.rightGenerated) + " threads " + std::to_string(threads) + " parts " + std::to_string(s.parts[0].size());
  if (c.wrongBlock) return "finish was called for a block outside";
  for (long b = 0; b < batches; b++)
    for (long i = 0; i < p.rows; i++) {
      for (long j = 0; j < p.outRow; j++) {
        const T got = c.out[b * c.outBatch + i * p.outRow + j];
        if (j >= p.columns) {
          if (got != untouched) return "wrote beyond a row";
          continue;
        }
        double sum = 0, size = 0;
        for (long k = 0; k < p.inner; k++) {
          const double product = double(c.left.at(b, i, k)) * c.right.at(b, k, j);
          sum += product, size += std::fabs(product);
        }
        if (finishes && c.finished[(b * p.rows + i) * p.columns + j] != 1) return "an element was not finished once";
        const double expected = finishes ? 2 * sum + 1 : sum;
        if (!(std::fabs(got - expected) <= 2 * (p.inner + 2) * std::numeric_limits<T>::epsilon() * (size + 1)))
          return "a wrong value";
      }
    }
  return nullptr;
}

}  // namespace

int main(int count, char** arguments) {
  const long cases = count > 1 ? std::atol(arguments[1]) : 60;
  long failed = 0;
  for (const char* name : instructionSets()) {
    useInstructionSet(name);
    for (long i = 0; i < 2 * cases && failed < 10; i++) {
      std::string what;
      const char* mistake = i % 2 ? check<double>(what) : check<float>(what);
      if (mistake == nullptr) continue;
      std::printf("%s, %s, case %ld: %s; %s\n", name, i % 2 ? "double" : "float", i, mistake, what.c_str());
      failed++;
    }
  }
  if (failed == 0) std::printf("%ld products on each of %zu instruction sets: all correct\n", 2 * cases, instructionSets().size());
  return failed > 0;
}
