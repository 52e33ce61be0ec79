// What JavaScript calls: preparing and running programs. Plain N-API; each thread that loads the addon has its own state.
#include <node_api.h>

#include <memory>
#include <string>

#include "detect.h"
#include "pool/pool.h"
#include "program/run.h"

namespace needle {
namespace {

/** Arrays of one JavaScript thread that every run reads, or writes what it failed of. */
struct Instance {
  Bindings bindings{};
  double* failure = nullptr;
  napi_ref arrays[3] = {};
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
  for (int i = 0; i < 3; i++) {
    arrays[i] = numbersOf(env, call.arguments[i]);
    if (arrays[i] == nullptr) return fail(env, "bind: three Float64Arrays are needed");
    if (instance.arrays[i] != nullptr) napi_delete_reference(env, instance.arrays[i]);
    napi_create_reference(env, call.arguments[i], 1, &instance.arrays[i]);
  }
  instance.bindings = {arrays[0], arrays[1]};
  instance.failure = arrays[2];
  return nullptr;
}

/** addressOf(arrayBuffer): where its bytes are. */
napi_value addressOf(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  void* data = nullptr;
  size_t bytes = 0;
  if (napi_get_arraybuffer_info(env, call.arguments[0], &data, &bytes) != napi_ok)
    return fail(env, "addressOf: an ArrayBuffer is needed");
  napi_value address;
  napi_create_double(env, static_cast<double>(reinterpret_cast<std::uintptr_t>(data)), &address);
  return address;
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

/**
 * execute(program, nanoseconds): undefined; or true, where a check has failed: its number and the value are in `failure`.
 * Where the second, a Float64Array, is given, it gets the time of each step.
 */
napi_value execute(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  const Instance& instance = *static_cast<Instance*>(call.data);
  void* data = nullptr;
  if (napi_get_value_external(env, call.arguments[0], &data) != napi_ok || instance.failure == nullptr)
    return fail(env, "execute: a prepared program and bound arrays are needed");
  const Program& program = *static_cast<Program*>(data);
  size_t length = 0;
  double* nanoseconds = numbersOf(env, call.arguments[1], &length);
  if (nanoseconds != nullptr && length < program.steps.size())
    return fail(env, "execute: there are more steps than places for their times");
  try {
    const std::optional<Failure> failure = run(program, blocks(), instance.bindings, nanoseconds);
    if (!failure) return nullptr;
    instance.failure[0] = failure->check;
    instance.failure[1] = failure->value;
    napi_value yes;
    napi_get_boolean(env, true, &yes);
    return yes;
  } catch (const std::exception& error) {
    return fail(env, error.what());
  }
}

void setText(napi_env env, napi_value object, const char* name, const char* text) {
  napi_value value;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, object, name, value);
}

napi_value setUp(napi_env env, napi_value exports) {
  auto* instance = new Instance;
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<Instance*>(data); };
  napi_set_instance_data(env, instance, finalize, nullptr);
  const std::pair<const char*, napi_callback> functions[] = {
      {"bind", bind}, {"addressOf", addressOf}, {"prepare", prepare}, {"execute", execute}};
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
