// swift-tools-version: 6.2
import PackageDescription

/// The product's peers live here, in a package of their own, so that the product depends on none of them.
let package = Package(
  name: "mayfly-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "mayfly", path: "../.."),
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.0"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .target(name: "PlainC", path: "plain-c", linkerSettings: [.linkedLibrary("zmq")]),
    .target(name: "Figures", path: "figures", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "bench",
      dependencies: [
        "PlainC", "Figures",
        .product(name: "Shared", package: "mayfly"),
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "bench", swiftSettings: [.treatAllWarnings(as: .error)]),

    .target(
      name: "House", dependencies: ["PlainC", .product(name: "Shared", package: "mayfly")], path: "house",
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "erasure",
      dependencies: [
        "House", "Figures",
        .product(name: "Shared", package: "mayfly"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "erasure", swiftSettings: [.treatAllWarnings(as: .error)]),

    .executableTarget(
      name: "upload",
      dependencies: [
        "House", "PlainC", "Figures", "measured-upload-store",
        .product(name: "Shared", package: "mayfly"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "upload", swiftSettings: [.treatAllWarnings(as: .error)]),

    .target(name: "PlainSQLite", path: "plain-sqlite", linkerSettings: [.linkedLibrary("sqlite3")]),
    measured("upload-store"),
    measured("janitor"),
    .executableTarget(
      name: "sweep",
      dependencies: [
        "PlainSQLite", "Figures", "measured-upload-store", "measured-janitor",
        .product(name: "Shared", package: "mayfly"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "sweep", swiftSettings: [.treatAllWarnings(as: .error)]),
  ]
)

/// A service's own sources but for its entry, open to who measures it: a service is a program, which nobody can import.
func measured(_ service: String) -> Target {
  .target(
    name: "measured-\(service)",
    dependencies: [
      .product(name: "Shared", package: "mayfly"),
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "Crypto", package: "swift-crypto"),
      .product(name: "Logging", package: "swift-log"),
    ],
    path: "services/\(service)", exclude: ["Main.swift"], swiftSettings: [.unsafeFlags(["-enable-testing"])])
}
