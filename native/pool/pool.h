// Threads that wait for work: they spin for a moment, since the next kernel follows soon, and then sleep. One pool for the
// whole process; whoever finds it busy does the work alone.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace needle {

class Pool {
 public:
  /** The pool of this process. It lives until the process ends. */
  static Pool& shared();

  /** How many threads work together, the calling one included: NEEDLE_THREADS, or one for each processor. */
  int threads() const { return count; }

  /** Calls work(part) for 0 ≤ part < parts ≤ threads(), the first on the calling thread; returns when all are done. */
  template <class Work>
  void run(int parts, Work&& work) {
    if (parts > 1 && busy.try_lock()) {
      spread(parts, [](void* w, int part) { (*static_cast<std::remove_reference_t<Work>*>(w))(part); }, &work);
      busy.unlock();
    } else {
      for (int part = 0; part < parts; part++) work(part);
    }
  }

 private:
  using Function = void (*)(void* work, int part);
  /** One helping thread: it works when `asked` is ahead of `done`. */
  struct alignas(64) Helper {
    std::atomic<unsigned> asked{0};
    std::atomic<bool> asleep{false};
    alignas(64) std::atomic<unsigned> done{0};
  };

  explicit Pool(int threads) : count(threads) {}
  void start();
  void spread(int parts, Function function, void* work);
  void help(Helper& self, int part);

  int count;
  bool started = false;
  std::vector<std::unique_ptr<Helper>> helpers;
  Function function = nullptr;
  void* work = nullptr;
  std::mutex busy;
};

}  // namespace needle
