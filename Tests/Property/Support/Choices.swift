/// The random decisions behind a generated value, recorded so that they can be replayed and made smaller.
///
/// Shrinking works on the decisions instead of on the values: whatever a generator makes of smaller decisions is a value it could
/// have made, so no generator needs a shrinker of its own. Every generator has to make the simplest value of zeros.
struct Choices {
  private(set) var taken: [UInt64] = []
  private var replayed: ArraySlice<UInt64>
  private var state: UInt64
  private let isReplay: Bool

  /// Fresh decisions from a seed (SplitMix64).
  init(seed: UInt64) {
    state = seed
    replayed = []
    isReplay = false
  }

  /// The decisions given, then zeros.
  init(replaying choices: [UInt64]) {
    state = 0
    replayed = choices[...]
    isReplay = true
  }

  /// A number below `bound`, which is at least 1.
  mutating func next(below bound: Int) -> Int {
    let choice = isReplay ? (replayed.popFirst() ?? 0) : random()
    let value = choice % UInt64(bound)
    taken.append(value)
    return Int(value)
  }

  mutating func bool() -> Bool { next(below: 2) == 1 }

  /// True in one of `count` cases.
  mutating func oneIn(_ count: Int) -> Bool { next(below: count) == count - 1 }

  /// The first element is the simplest.
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[next(below: elements.count)] }

  mutating func array<Element>(upTo count: Int, _ make: (inout Choices) -> Element) -> [Element] {
    (0..<next(below: count + 1)).map { _ in make(&self) }
  }

  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    for index in result.indices.dropLast() { result.swapAt(index, index + next(below: result.count - index)) }
    return result
  }

  private mutating func random() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
