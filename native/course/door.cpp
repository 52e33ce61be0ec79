#include "door.h"

#include <new>

#include "softmax-regression.h"

namespace needle::course {
namespace {

void* dataOf(napi_env env, napi_value array) {
  void* data = nullptr;
  napi_get_typedarray_info(env, array, nullptr, nullptr, &data, nullptr, nullptr);
  return data;
}
double numberOf(napi_env env, napi_value value) {
  double number = 0;
  napi_get_value_double(env, value, &number);
  return number;
}

}  // namespace

napi_value softmaxRegressionEpochDoor(napi_env env, napi_callback_info info) {
  napi_value arguments[8];
  size_t count = 8;
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  const auto array = [&](int i) { return dataOf(env, arguments[i]); };
  const auto size = [&](int i) { return static_cast<long>(numberOf(env, arguments[i])); };
  try {
    softmaxRegressionEpoch(static_cast<float*>(array(0)), static_cast<std::uint8_t*>(array(1)), static_cast<float*>(array(2)),
                           size(3), size(4), size(5), static_cast<float>(numberOf(env, arguments[6])), size(7));
  } catch (const std::bad_alloc&) {
    napi_throw_error(env, nullptr, "out of memory");
  }
  return nullptr;
}

}  // namespace needle::course
