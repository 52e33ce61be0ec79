// tanh: an odd polynomial near 0, 1 − 2 / (e²ˣ + 1) beyond.
#pragma once
#include "exponential.h"

namespace needle::NEEDLE_ISA {

/** (tanh x − x) / x³ of z = x², for |x| < 5/8. */
inline float tanhTail(float z) {
  return polynomial(z, -0.3333328f, 0.13331416f, -0.053737938f, 0.020634119f, -5.7000918e-3f);
}
inline double tanhTail(double z) {
  return polynomial(z, -0x1.5555555555552p-2, 0x1.1111111110c53p-3, -0x1.ba1ba1b9d1a1ap-5, 0x1.664f4870c45b4p-6,
                    -0x1.226e32cf98caap-7, 0x1.d6d35a32c52a0p-9, -0x1.7d9c3288323b4p-10, 0x1.350b810b7b7b9p-11,
                    -0x1.f112f122aed49p-13, 0x1.801a0446b4836p-14, -0x1.fabe8a709e3fap-16, 0x1.95f7a07abbbbcp-18);
}

template <std::floating_point T> inline T tanh(T x) {
  const T z = x * x, near = x + x * z * tanhTail(z);
  const T size = magnitude(x), y = size > Constants<T>::mostTanh ? Constants<T>::mostTanh : size;
  const auto e = reduceExponent(y + y);
  const T far = T(1) - T(2) / ((T(1) + e.expm1) * power2(e.n) + T(1));
  return withSign(size < T(0.625) ? near : far, x); // −0
}

} // namespace needle::NEEDLE_ISA
