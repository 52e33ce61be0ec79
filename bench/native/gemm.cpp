// Times native/gemm against the libraries that are installed, interleaved in one run. Prints one JSON object a line.
// Started by gemm.mjs, which builds it: gemm THREADS MILLISECONDS ROUNDS [FILTER]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include "gemm/gemm.h"
#include "libraries.h"

using namespace needle::gemm;
using namespace bench;

namespace {

inline void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/** Workers that spin for a while, then sleep: just enough to run the parts of a phase. */
class Pool {
 public:
  explicit Pool(int threads) {
    for (int i = 1; i < threads; i++) workers_.emplace_back([this, i] { work(i); });
  }
  ~Pool() {
    stopping_ = true;
    call(nullptr);
    for (std::thread& worker : workers_) worker.join();
  }
  void run(const std::function<void(int)>& job) {
    left_.store(int(workers_.size()), std::memory_order_relaxed);
    call(&job);
    job(0);
    while (left_.load(std::memory_order_acquire) > 0) pause();
  }

 private:
  void call(const std::function<void(int)>* job) {
    job_ = job;
    calls_.fetch_add(1, std::memory_order_seq_cst);
    if (asleep_.load() > 0) calls_.notify_all();
  }
  void work(int number) {
    for (int seen = 0;;) {
      for (int spins = 0; calls_.load(std::memory_order_acquire) == seen && spins < 50000; spins++) pause();
      if (calls_.load(std::memory_order_acquire) == seen) {
        asleep_.fetch_add(1);
        calls_.wait(seen);
        asleep_.fetch_sub(1);
      }
      seen++;
      if (stopping_) return;
      (*job_)(number);
      left_.fetch_sub(1, std::memory_order_release);
    }
  }
  std::vector<std::thread> workers_;
  const std::function<void(int)>* job_ = nullptr;
  std::atomic<int> calls_{0}, left_{0}, asleep_{0};
  std::atomic<bool> stopping_{false};
};

struct Contender {
  std::string name;
  /** What depends on the shape only is made here. */
  std::function<Product(const Shape&)> prepare;
};

Contender ours(Pool& pool, int threads) {
  return {"needle", [&pool, threads](const Shape& s) {
            const Problem p = {.rows = s.rows, .columns = s.columns, .inner = s.inner,
                               .left = s.transposeLeft ? Strides{1, s.rows} : Strides{s.inner, 1},
                               .right = s.transposeRight ? Strides{1, s.inner} : Strides{s.columns, 1}, .outRow = s.columns};
            const auto schedule = std::make_shared<Schedule<float>>(plan<float>(p, threads));
            const std::shared_ptr<void> scratch(std::aligned_alloc(64, schedule->scratchBytes() / 64 * 64 + 64), std::free);
            return [=, &pool](const float* a, const float* b, float* c) {
              const Operands<float> o = {.left = a, .right = b, .out = c};
              for (int phase = 0; phase < schedule->phases(); phase++) {
                const long parts = long(schedule->parts[phase].size());
                if (parts == 1)
                  run(*schedule, o, phase, 0, 0, scratch.get());
                else
                  pool.run([&](int worker) {
                    for (long part = worker; part < parts; part += threads) run(*schedule, o, phase, part, worker, scratch.get());
                  });
              }
            };
          }};
}

std::vector<Contender> contenders(Pool& pool, int threads) {
  std::vector<Contender> all = {ours(pool, threads)};
  const std::vector<int> settings = threads > 1 ? std::vector<int>{threads, 1} : std::vector<int>{1};
  for (const int t : settings)
    for (const Library& kind : libraries)
      if (void* library = open(kind.files)) {
        const auto set = SetThreads(dlsym(library, kind.setThreads));
        all.push_back({kind.name, [=, &kind](const Shape& s) {
                         if (set) set(t);
                         return kind.product(library, s);
                       }});
      }
  return all;
}

std::vector<Shape> shapes() {
  std::vector<Shape> all;
  const auto add = [&](bool tl, bool tr, long m, long k, long n) {
    all.push_back({std::to_string(m) + "x" + std::to_string(k) + "x" + std::to_string(n) + (tl || tr ? tl ? tr ? " TT" : " TN" : " NT" : ""),
                   tl, tr, m, k, n});
  };
  for (long n : {8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048}) add(0, 0, n, n, n);
  for (long n : {8, 64, 256, 1024}) add(0, 1, n, n, n), add(1, 0, n, n, n), add(1, 1, n, n, n);
  add(0, 0, 100, 784, 10), add(1, 0, 784, 100, 10), add(0, 0, 100, 784, 100), add(1, 0, 784, 100, 100), add(0, 0, 100, 100, 10);
  add(1, 0, 100, 100, 10), add(0, 1, 100, 10, 100), add(0, 0, 128, 784, 256), add(1, 0, 784, 128, 256), add(0, 1, 128, 256, 784);
  add(0, 0, 128, 256, 10), add(0, 0, 16, 100, 400), add(0, 0, 1024, 256, 1024), add(0, 1, 128, 64, 128), add(0, 0, 640, 100, 10000);
  add(0, 0, 10, 10000, 10), add(1, 0, 16, 4096, 16), add(0, 0, 4, 1024, 1024), add(0, 0, 1024, 1024, 4);
  add(0, 0, 1, 4096, 4096), add(0, 1, 1, 4096, 4096), add(0, 0, 4096, 4096, 1), add(1, 0, 4096, 4096, 1), add(0, 0, 1, 256, 256),
      add(0, 1, 1, 256, 256), add(0, 0, 1, 100000, 1);
  return all;
}

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::shared_ptr<float> randomNumbers(long size) {
  std::shared_ptr<float> memory(static_cast<float*>(std::aligned_alloc(64, size * 4 / 64 * 64 + 64)), std::free);
  for (long i = 0; i < size; i++) memory.get()[i] = float(std::rand() % 2001 - 1000) / 1000;
  return memory;
}

}  // namespace

int main(int, char** arguments) {
  const int threads = std::atoi(arguments[1]);
  const double budget = std::atof(arguments[2]) / 1000;
  const int rounds = std::atoi(arguments[3]);
  const std::string filter = arguments[4] ? arguments[4] : "";
  Pool pool(threads);
  const std::vector<Contender> all = contenders(pool, threads);
  for (const Shape& s : shapes()) {
    if (s.name.find(filter) == std::string::npos) continue;
    const auto a = randomNumbers(s.rows * s.inner), b = randomNumbers(s.inner * s.columns), c = randomNumbers(s.rows * s.columns);
    std::printf("{\"shape\":\"%s\",\"flops\":%.0f,\"seconds\":{", s.name.c_str(), s.flops());
    std::vector<std::vector<double>> times(all.size());
    for (int round = 0; round < rounds; round++)
      for (size_t i = 0; i < all.size(); i++) {
        const auto product = all[i].prepare(s);
        long calls = 0;  // until the threads of the one before sleep, and the own ones are awake
        const double start = seconds();
        while (seconds() - start < budget / 2 || calls == 0) product(a.get(), b.get(), c.get()), calls++;
        const long repeats = std::max(1L, long(calls * budget / (seconds() - start)));
        const double begin = seconds();
        for (long repeat = 0; repeat < repeats; repeat++) product(a.get(), b.get(), c.get());
        times[i].push_back((seconds() - begin) / double(repeats));
      }
    for (size_t i = 0; i < all.size(); i++) {
      bool first = true;
      for (size_t j = 0; j < i; j++) first = first && all[j].name != all[i].name;
      if (!first) continue;  // the same library with one thread: its better setting counts
      std::vector<double> best = times[i];
      for (size_t j = i + 1; j < all.size(); j++)
        if (all[j].name == all[i].name && *std::min_element(times[j].begin(), times[j].end()) < *std::min_element(best.begin(), best.end()))
          best = times[j];
      std::printf("%s\"%s\":[", i ? "," : "", all[i].name.c_str());
      for (size_t r = 0; r < best.size(); r++) std::printf("%s%.4g", r ? "," : "", best[r]);
      std::printf("]");
    }
    std::printf("}}\n");
    std::fflush(stdout);
  }
}
