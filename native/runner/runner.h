// A thread that runs one job at a time beside the thread that asks for it. It starts with the first job.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace needle {

class Runner {
 public:
  using Job = std::function<void()>;
  Runner() = default;
  Runner(const Runner&) = delete;
  /** Waits for the job at hand. */
  ~Runner();

  /** Begins a job; waits for the one before. A job throws nothing. */
  void start(Job job);
  /** Returns when nothing runs. */
  void wait();

 private:
  void loop();

  std::mutex mutex;
  std::condition_variable changed;
  Job job;
  bool isBusy = false, isEnding = false;
  std::thread thread;
};

}  // namespace needle
