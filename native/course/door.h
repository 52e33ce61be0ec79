// What JavaScript calls of homework 0.
#pragma once
#include <node_api.h>

namespace needle::course {

/** softmaxRegressionEpoch(X, y, theta, m, n, k, lr, batch): the arrays are Float32, Uint8, Float32; the caller has checked all. */
napi_value softmaxRegressionEpochDoor(napi_env env, napi_callback_info info);

}  // namespace needle::course
