#include "runner.h"

#include <utility>

namespace needle {

Runner::~Runner() {
  if (!thread.joinable()) return;
  {
    const std::lock_guard lock(mutex);
    isEnding = true;
  }
  changed.notify_all();
  thread.join();
}

void Runner::start(Job newJob) {
  wait();
  if (!thread.joinable()) thread = std::thread([this] { loop(); });
  {
    const std::lock_guard lock(mutex);
    job = std::move(newJob);
    isBusy = true;
  }
  changed.notify_all();
}

void Runner::wait() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return !isBusy; });
}

void Runner::loop() {
  std::unique_lock lock(mutex);
  for (;;) {
    changed.wait(lock, [this] { return isBusy || isEnding; });
    if (!isBusy) return;
    lock.unlock();
    job();
    lock.lock();
    job = nullptr;
    isBusy = false;
    changed.notify_all();
  }
}

}  // namespace needle
