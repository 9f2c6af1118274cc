/// What makes an operation below SQL fail.
package protocol Injector {
  /// The file system that fails; nil where it isn't the file system.
  var vfs: String? { get }
  /// From now on the n-th operation (from 1) fails, and every later one if it is to stay so.
  func arm(at n: Int, stays: Bool)
  /// How many failed since.
  func disarm() -> Int
}
