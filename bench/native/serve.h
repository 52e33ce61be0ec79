// A contender in C++: answers the words of harness/contender.mjs.
#pragma once
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

/** Aligned memory of one type, all zero. */
template <class T>
class Array {
 public:
  explicit Array(long size) : size_(size), data_(static_cast<T*>(std::aligned_alloc(64, bytes())), std::free) {
    std::fill_n(data_.get(), size, T(0));
  }
  operator T*() const { return data_.get(); }
  long size() const { return size_; }

 private:
  size_t bytes() const { return (size_ * sizeof(T) + 63) / 64 * 64; }
  long size_;
  std::shared_ptr<T> data_;
};

/** What a workload is made of: numbers, and arrays from files. */
class Inputs {
 public:
  explicit Inputs(std::istream& words) {
    for (std::string word; words >> word;) {
      const size_t at = word.find('=');
      values_[word.substr(0, at)] = word.substr(at + 1);
    }
  }
  long operator[](const char* name) const { return std::stol(values_.at(name)); }
  float real(const char* name) const { return std::stof(values_.at(name)); }
  template <class T = float>
  Array<T> array(const char* name) const {
    std::ifstream file(values_.at(name), std::ios::binary | std::ios::ate);
    if (!file) throw std::runtime_error("no file " + values_.at(name));
    const Array<T> all(long(file.tellg()) / long(sizeof(T)));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(static_cast<T*>(all)), all.size() * sizeof(T));
    return all;
  }

 private:
  std::map<std::string, std::string> values_;
};

/** A workload that is ready: a step, and what it came to. */
struct Made {
  std::function<void()> step;
  std::function<std::vector<double>()> values;
};
using Make = std::function<Made(const Inputs&)>;

inline void serve(const std::string& name, const std::map<std::string, Make>& workloads) {
  const auto now = [] { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); };
  std::cout.precision(9);
  std::cout << "name " << name << std::endl;
  Made made;
  for (std::string line; std::getline(std::cin, line);) try {
      std::istringstream words(line);
      std::string word, workload;
      words >> word;
      if (word == "prepare") {
        words >> workload;
        made = {};
        made = workloads.at(workload)(Inputs(words));
        std::cout << "ready" << std::endl;
        continue;
      }
      long warm, steps;
      words >> warm >> steps;
      while (warm-- > 0) made.step();
      const double begin = now();
      for (long i = 0; i < steps; i++) made.step();
      std::cout << "took " << now() - begin;
      for (const double value : made.values()) std::cout << " " << value;
      std::cout << std::endl;
    } catch (const std::exception& error) {
      std::cout << "absent " << error.what() << std::endl;
    }
}

}  // namespace bench
