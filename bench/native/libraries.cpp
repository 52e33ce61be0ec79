// A library of linear algebra as a contender: libraries NAME
#include "libraries.h"
#include "serve.h"

namespace bench {
namespace {

std::string version(void* library, const std::string& name) {
  if (const auto config = reinterpret_cast<char* (*)()>(dlsym(library, "openblas_get_config"))) return config();
  struct Version { int major, minor, patch; };
  if (const auto dnnl = reinterpret_cast<const Version* (*)()>(dlsym(library, "dnnl_version")))
    return std::to_string(dnnl()->major) + "." + std::to_string(dnnl()->minor) + "." + std::to_string(dnnl()->patch);
  return name;
}

Made product(const Library& kind, void* library, const Inputs& in) {
  if (const auto set = SetThreads(dlsym(library, kind.setThreads))) set(int(in["threads"]));
  const Shape s = {"", in["transposeLeft"] != 0, in["transposeRight"] != 0, in["rows"], in["inner"], in["columns"]};
  const long copies = in["copies"], left = s.rows * s.inner, right = s.inner * s.columns, result = s.rows * s.columns;
  const auto a = in.array("a"), b = in.array("b");
  const Array<float> c(copies * result);
  const Product multiply = kind.product(library, s);
  return {[=] {
            for (long i = 0; i < copies; i++) multiply(a + i * left, b + i * right, c + i * result);
          },
          [=] { return std::vector<double>{c[copies * result - 1]}; }};
}

}  // namespace
}  // namespace bench

int main(int, char** arguments) {
  for (const bench::Library& kind : bench::libraries) {
    if (std::string(arguments[1]) != kind.name) continue;
    void* library = bench::open(kind.files);
    if (!library) break;
    bench::serve(bench::version(library, kind.name),
                 {{"product", [=](const bench::Inputs& in) { return bench::product(kind, library, in); }}});
    return 0;
  }
  std::cout << "absent the library is not installed" << std::endl;
}
