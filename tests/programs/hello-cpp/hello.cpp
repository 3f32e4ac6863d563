// C++: strings, an ordered and a hashed map, virtual functions, static constructors, lambdas.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct Shape {
    virtual ~Shape() = default;
    virtual double area() const = 0;
};
struct Square : Shape {
    explicit Square(double side) : side(side) {}
    double area() const override { return side * side; }
    double side;
};
struct Circle : Shape {
    explicit Circle(double radius) : radius(radius) {}
    double area() const override { return 3.141592653589793 * radius * radius; }
    double radius;
};

struct Announcer {
    Announcer() { std::puts("static constructor"); }
    ~Announcer() { std::puts("static destructor"); }
};
static Announcer announcer;

int main() {
    std::map<std::string, int> counts;
    std::string text = "the quick brown fox jumps over the lazy dog the end";
    for (size_t at = 0; at < text.size();) {
        size_t end = text.find(' ', at);
        if (end == std::string::npos) end = text.size();
        counts[text.substr(at, end - at)]++;
        at = end + 1;
    }
    for (const auto &[word, count] : counts) std::printf("%s=%d\n", word.c_str(), count);

    std::vector<std::unique_ptr<Shape>> shapes;
    shapes.push_back(std::make_unique<Square>(1.5));
    shapes.push_back(std::make_unique<Circle>(2.0));
    double total = 0;
    for (const auto &shape : shapes) total += shape->area();
    std::printf("total area %.6f\n", total);

    std::unordered_map<int, std::string> squares;
    for (int i = 0; i < 1000; i++) squares[i * i] = std::to_string(i);
    std::printf("root of 998001 is %s\n", squares[998001].c_str());

    std::vector<int> numbers(1000);
    unsigned state = 12345;
    for (int &number : numbers) number = static_cast<int>((state = state * 1664525u + 1013904223u) >> 16);
    std::sort(numbers.begin(), numbers.end(), [](int left, int right) { return left > right; });
    std::printf("largest %d smallest %d\n", numbers.front(), numbers.back());
}
