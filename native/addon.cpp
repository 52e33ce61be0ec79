// What JavaScript calls: preparing and running programs. Plain N-API; each thread that loads the addon has its own state.
#include <node_api.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "course/door.h"
#include "detect.h"
#include "memory/memory.h"
#include "pool/pool.h"
#include "program/run.h"
#include "runner/runner.h"

namespace needle {
namespace {

/** What one JavaScript thread has of its own. */
struct Instance {
  /** Arrays that every run reads, and where it writes what it failed of. */
  Bindings bindings{};
  size_t addresses = 0, numbers = 0;
  double* failure = nullptr;
  napi_ref arrays[3] = {};
  Runner runner;
  /** How the run beside JavaScript ended. */
  std::optional<Failure> ended;
  std::string error;
};

napi_value fail(napi_env env, const std::string& message) {
  napi_throw_error(env, nullptr, message.c_str());
  return nullptr;
}

struct Call {
  napi_value arguments[3] = {};
  void* data = nullptr;
  Call(napi_env env, napi_callback_info info) {
    size_t count = 3;
    napi_get_cb_info(env, info, &count, arguments, nullptr, &data);
  }
};

/** The numbers of a Float64Array; null if it is something else. */
double* numbersOf(napi_env env, napi_value array, size_t* length = nullptr) {
  napi_typedarray_type type = napi_uint8_array;
  void* data = nullptr;
  size_t count = 0;
  if (napi_get_typedarray_info(env, array, &type, &count, &data, nullptr, nullptr) != napi_ok ||
      type != napi_float64_array)
    return nullptr;
  if (length != nullptr) *length = count;
  return static_cast<double*>(data);
}

/** bind(addresses, numbers, failure): three Float64Arrays that are used by every run from now on. */
napi_value bind(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  Instance& instance = *static_cast<Instance*>(call.data);
  double* arrays[3];
  size_t lengths[3];
  for (int i = 0; i < 3; i++) {
    arrays[i] = numbersOf(env, call.arguments[i], &lengths[i]);
    if (arrays[i] == nullptr) return fail(env, "bind: three Float64Arrays are needed");
    if (instance.arrays[i] != nullptr) napi_delete_reference(env, instance.arrays[i]);
    napi_create_reference(env, call.arguments[i], 1, &instance.arrays[i]);
  }
  instance.bindings = {arrays[0], arrays[1]};
  instance.addresses = lengths[0];
  instance.numbers = lengths[1];
  instance.failure = arrays[2];
  return nullptr;
}

/** addressOf(arrayBuffer): where its bytes are; from now on they are a tensor's. */
napi_value addressOf(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  void* data = nullptr;
  size_t bytes = 0;
  if (napi_get_arraybuffer_info(env, call.arguments[0], &data, &bytes) != napi_ok)
    return fail(env, "addressOf: an ArrayBuffer is needed");
  useLargePages(data, bytes);
  napi_value address;
  napi_create_double(env, static_cast<double>(reinterpret_cast<std::uintptr_t>(data)), &address);
  return address;
}

/** free(arrayBuffer): its bytes are used again at once. */
napi_value freeBuffer(napi_env env, napi_callback_info info) {
  napi_detach_arraybuffer(env, Call(env, info).arguments[0]);
  return nullptr;
}

/** trim(): what nobody uses goes back to the system. */
napi_value trim(napi_env, napi_callback_info) {
  releaseFreedMemory();
  return nullptr;
}

/** prepare(numbers): a program, ready to run. */
napi_value prepare(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  size_t length = 0;
  const double* numbers = numbersOf(env, call.arguments[0], &length);
  if (numbers == nullptr) return fail(env, "prepare: a Float64Array is needed");
  try {
    auto program = std::make_unique<Program>(read(numbers, static_cast<long>(length), blocks()));
    napi_value handle;
    const auto finalize = [](napi_env, void* data, void*) { delete static_cast<Program*>(data); };
    if (napi_create_external(env, program.get(), finalize, nullptr, &handle) == napi_ok) program.release();
    return handle;
  } catch (const std::exception& error) {
    return fail(env, error.what());
  }
}

/** What execute and finish return: undefined; or true, where a check has failed, and which is in `failure`. */
napi_value outcome(napi_env env, const Instance& instance, const std::optional<Failure>& failure) {
  if (!failure) return nullptr;
  instance.failure[0] = failure->check;
  instance.failure[1] = failure->value;
  napi_value yes;
  napi_get_boolean(env, true, &yes);
  return yes;
}

/** The program behind a handle; null, with an exception, where there is nothing to run. */
const Program* programOf(napi_env env, const Instance& instance, napi_value handle) {
  void* program = nullptr;
  if (napi_get_value_external(env, handle, &program) == napi_ok && instance.failure != nullptr)
    return static_cast<const Program*>(program);
  fail(env, "execute: a prepared program and bound arrays are needed");
  return nullptr;
}

/** execute(program, nanoseconds): runs it. The second, a Float64Array, gets the time of each step if it is given. */
napi_value execute(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  const Instance& instance = *static_cast<Instance*>(call.data);
  const Program* program = programOf(env, instance, call.arguments[0]);
  if (program == nullptr) return nullptr;
  size_t length = 0;
  double* nanoseconds = numbersOf(env, call.arguments[1], &length);
  if (nanoseconds != nullptr && length < program->steps.size())
    return fail(env, "execute: there are more steps than places for their times");
  try {
    return outcome(env, instance, run(*program, blocks(), instance.bindings, nanoseconds));
  } catch (const std::exception& error) {
    return fail(env, error.what());
  }
}

/**
 * start(program, ended): begins to run it beside JavaScript, with the addresses and numbers that are bound now; `ended` is
 * called afterwards. The program and its memories must stay alive, and `finish` must be called before the next run.
 */
napi_value start(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  Instance& instance = *static_cast<Instance*>(call.data);
  const Program* program = programOf(env, instance, call.arguments[0]);
  if (program == nullptr) return nullptr;
  napi_value name;
  napi_create_string_utf8(env, "needle", NAPI_AUTO_LENGTH, &name);
  napi_threadsafe_function ended;
  if (napi_create_threadsafe_function(env, call.arguments[1], nullptr, name, 0, 1, nullptr, nullptr, nullptr, nullptr,
                                      &ended) != napi_ok)
    return fail(env, "start: a function is needed");
  std::vector<double> addresses(instance.bindings.addresses, instance.bindings.addresses + instance.addresses);
  std::vector<double> numbers(instance.bindings.numbers, instance.bindings.numbers + instance.numbers);
  instance.runner.start([&instance, program, ended, addresses = std::move(addresses), numbers = std::move(numbers)] {
    instance.error.clear();
    try {
      instance.ended = run(*program, blocks(), {addresses.data(), numbers.data()});
    } catch (const std::exception& error) {
      instance.error = error.what();
    }
    if (napi_call_threadsafe_function(ended, nullptr, napi_tsfn_nonblocking) != napi_closing)
      napi_release_threadsafe_function(ended, napi_tsfn_release);
  });
  return nullptr;
}

/** finish(): waits for the run that `start` began; returns what `execute` does. */
napi_value finish(napi_env env, napi_callback_info info) {
  Instance& instance = *static_cast<Instance*>(Call(env, info).data);
  instance.runner.wait();
  return instance.error.empty() ? outcome(env, instance, instance.ended) : fail(env, instance.error);
}

void setText(napi_env env, napi_value object, const char* name, const char* text) {
  napi_value value;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, object, name, value);
}

napi_value setUp(napi_env env, napi_value exports) {
  keepFreedMemory();
  auto* instance = new Instance;
  // not when the data of the instance is finalized, for by then the memory of its tensors may be gone
  napi_add_env_cleanup_hook(env, [](void* data) { delete static_cast<Instance*>(data); }, instance);
  const std::pair<const char*, napi_callback> functions[] = {
      {"bind", bind}, {"addressOf", addressOf}, {"free", freeBuffer}, {"trim", trim}, {"prepare", prepare}, {"execute", execute},
      {"start", start}, {"finish", finish}, {"softmaxRegressionEpoch", course::softmaxRegressionEpochDoor}};
  for (const auto& [name, function] : functions) {
    napi_value value;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, function, instance, &value);
    napi_set_named_property(env, exports, name, value);
  }
  setText(env, exports, "vocabulary", vocabulary);
  setText(env, exports, "instructionSet", instructionSet());
  napi_value threads;
  napi_create_int32(env, Pool::shared().threads(), &threads);
  napi_set_named_property(env, exports, "threads", threads);
  return exports;
}

}  // namespace
}  // namespace needle

NAPI_MODULE_INIT() { return needle::setUp(env, exports); }
