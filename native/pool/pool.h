// Threads that wait for work: they spin for a moment, since the next kernel follows soon, and then sleep. One pool for the
// whole process; whoever finds it busy does the work alone. Parts are taken, not given: where the system lets a thread wait,
// the others do its share.
#pragma once
#include <atomic>
#include <cstdint>
#include <type_traits>

namespace needle {

class Pool {
 public:
  /** The pool of this process. It lives until the process ends. */
  static Pool& shared();

  /** How many threads work together, the calling one included: NEEDLE_THREADS, or one for each processor. */
  int threads() const { return count; }

  /** Calls work(part) for 0 ≤ part < parts < 65536, on any of the threads; returns when all are done. */
  template <class Work>
  void run(int parts, Work&& work) {
    if (parts > 1 && !busy.test_and_set(std::memory_order_acquire)) {
      spread(parts, [](void* w, int part) { (*static_cast<std::remove_reference_t<Work>*>(w))(part); }, &work);
      busy.clear(std::memory_order_release);
    } else {
      for (int part = 0; part < parts; part++) work(part);
    }
  }

 private:
  using Function = void (*)(void* work, int part);

  explicit Pool(int threads) : count(threads) {}
  void start();
  void spread(int parts, Function function, void* work);
  void help();
  /** Takes and does parts of one piece of work until none is left. */
  void takeParts(unsigned number);

  int count;
  bool started = false;
  std::atomic_flag busy;
  /** What is being done; it stays until all of its parts are finished. */
  Function function = nullptr;
  void* work = nullptr;
  /** How many pieces of work there were: helpers wait for the next. */
  alignas(64) std::atomic<unsigned> number{0};
  std::atomic<int> asleep{0};
  /** The number of the work, how many parts it has, and the next one to take: 32, 16, 16 bits. */
  alignas(64) std::atomic<std::uint64_t> ticket{0};
  alignas(64) std::atomic<int> finished{0};
};

}  // namespace needle
