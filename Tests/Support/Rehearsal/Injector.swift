/// Lets an operation below SQL fail.
package protocol Injector {
  /// The name of the failing file system, or nil if something else fails.
  var vfs: String? { get }
  /// Lets the n-th operation from now on fail, counted from 1, and all later ones if `stays` is true.
  func arm(at n: Int, stays: Bool)
  /// Stops the failures, and returns how many there were.
  func disarm() -> Int
}
