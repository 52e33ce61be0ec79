// Libraries of linear algebra, opened at run time where they are installed.
#pragma once
#include <dlfcn.h>
#include <functional>
#include <initializer_list>
#include <string>

namespace bench {

/** A matrix product as libraries see it: row-major, each operand as it is or transposed. */
struct Shape {
  std::string name;
  bool transposeLeft, transposeRight;
  long rows, inner, columns;
  double flops() const { return 2.0 * rows * inner * columns; }
};
using Product = std::function<void(const float*, const float*, float*)>;

/** Opens the first that is there; null if none is. */
inline void* open(std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
  return nullptr;
}

using SetThreads = void (*)(int);
using Cblas = void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int, float, float*, int);
using Dnnl = int (*)(char, char, long, long, long, float, const float*, long, const float*, long, float, float*, long);

inline Product cblasProduct(void* library, const Shape& s) {
  const auto product = Cblas(dlsym(library, "cblas_sgemm"));
  return [=](const float* a, const float* b, float* c) {
    product(101, s.transposeLeft ? 112 : 111, s.transposeRight ? 112 : 111, int(s.rows), int(s.columns), int(s.inner), 1, a,
            int(s.transposeLeft ? s.rows : s.inner), b, int(s.transposeRight ? s.inner : s.columns), 0, c, int(s.columns));
  };
}

inline Product dnnlProduct(void* library, const Shape& s) {
  const auto product = Dnnl(dlsym(library, "dnnl_sgemm"));
  return [=](const float* a, const float* b, float* c) {
    product(s.transposeLeft ? 'T' : 'N', s.transposeRight ? 'T' : 'N', s.rows, s.columns, s.inner, 1, a,
            s.transposeLeft ? s.rows : s.inner, b, s.transposeRight ? s.inner : s.columns, 0, c, s.columns);
  };
}

/** A library: its files, its way to multiply, and the name of what sets its threads. */
struct Library {
  const char* name;
  std::initializer_list<const char*> files;
  Product (*product)(void*, const Shape&);
  const char* setThreads;
};
inline const Library libraries[] = {
    {"openblas", {"libopenblas.so.0", "libopenblas.dylib"}, cblasProduct, "openblas_set_num_threads"},
    {"onednn", {"libdnnl.so.3", "libdnnl.so.2"}, dnnlProduct, "omp_set_num_threads"},
    {"blis", {"libblis.so.4", "libblis.so"}, cblasProduct, "bli_thread_set_num_threads"},
    {"mkl", {"libmkl_rt.so.3", "libmkl_rt.so.2"}, cblasProduct, "MKL_Set_Num_Threads"},
};

}  // namespace bench
