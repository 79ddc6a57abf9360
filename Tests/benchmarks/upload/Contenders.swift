import Foundation
import House
import PlainC

/// Somebody who takes photos in.
protocol Contender {
  var name: String { get }
  var port: Int { get }
  /// Readies what this race needs, and says how each request begins.
  func ready(phones: Int, photos: Int) throws -> Loader.Head
  /// Removes what the race left.
  func clear() throws
}

/// A process of a contender, with a folder for what it takes.
final class ContenderProcess {
  let folder: String
  private let process = Process()

  init(_ name: String, executable: String, port: Int, _ arguments: (String) throws -> [String]) throws {
    folder = "/tmp/mayfly-bench-\(ProcessInfo.processInfo.processIdentifier)-\(name)"
    try FileManager.default.createDirectory(atPath: "\(folder)/photos", withIntermediateDirectories: true)
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = try arguments(folder)
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<200 {
      if (try? Connection(port: port)) != nil { return }
      usleep(50_000)
    }
    throw BenchFailure("\(name) did not come up within 10 seconds.")
  }

  func clear() throws {
    for file in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/photos") {
      try FileManager.default.removeItem(atPath: "\(folder)/photos/\(file)")
    }
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: folder)
  }
}

/// nginx's WebDAV PUT: writes what comes to a file and renames it. It neither checks, strips nor encrypts.
final class Nginx: Contender {
  let name = "nginx, PUT to a file"
  let port = Int(plain_free_port())
  private let process: ContenderProcess

  init() throws {
    let port = port
    process = try ContenderProcess("nginx", executable: "/usr/sbin/nginx", port: port) { folder in
      let configuration = """
        user root; worker_processes 2; daemon off; pid \(folder)/pid; error_log \(folder)/log;
        events { worker_connections 2048; }
        http {
          access_log off; client_max_body_size 100m; client_body_temp_path \(folder)/incoming;
          proxy_temp_path \(folder)/a; fastcgi_temp_path \(folder)/b;
          uwsgi_temp_path \(folder)/c; scgi_temp_path \(folder)/d;
          keepalive_requests 100000;
          server { listen 127.0.0.1:\(port) backlog=1024; root \(folder)/photos; location / { dav_methods PUT; } }
        }
        """
      try configuration.write(toFile: "\(folder)/nginx.conf", atomically: true, encoding: .utf8)
      return ["-c", "\(folder)/nginx.conf", "-e", "\(folder)/log"]
    }
  }

  func ready(phones: Int, photos: Int) -> Loader.Head {
    { phone, number in "PUT /\(phone)-\(number).jpg HTTP/1.1\r\nHost: bench\r\n" }
  }

  func clear() throws { try process.clear() }
  func stop() { process.stop() }
}

/// A Hummingbird server of a dozen lines that writes a body to a file (`PlainServer`).
final class PlainHummingbird: Contender {
  let name = "Hummingbird, body to a file"
  let port = Int(plain_free_port())
  private let process: ContenderProcess

  init() throws {
    let port = port
    process = try ContenderProcess("hummingbird", executable: CommandLine.arguments[0], port: port) { folder in
      ["serve-plain", "--port", "\(port)", "--folder", "\(folder)/photos"]
    }
  }

  func ready(phones: Int, photos: Int) -> Loader.Head {
    { phone, number in "PUT /\(phone)-\(number).jpg HTTP/1.1\r\nHost: bench\r\n" }
  }

  func clear() throws { try process.clear() }
  func stop() { process.stop() }
}

/// The whole path: gateway, bus, upload-store with its checks, its cipher, its ledger.
final class Suite: Contender {
  let name: String
  let house: SuiteHouse
  var port: Int { house.port }
  private var orders: [(token: String, photosession: String)] = []

  init(_ name: String = "Mayfly, the whole path", binaries: String, settings: [String: String] = [:]) throws {
    self.name = name
    house = try SuiteHouse(binaries: binaries, settings: settings)
    try house.open()
  }

  /// A person and a photosession for each phone.
  func ready(phones: Int, photos: Int) throws -> Loader.Head {
    orders = try (0..<phones).map { try order($0) }
    let beginnings = orders.map { order in
      "POST /v1/photosessions/\(order.photosession)/photos HTTP/1.1\r\nHost: bench\r\n"
        + "Authorization: Bearer \(order.token)\r\nContent-Type: image/jpeg\r\n"
    }
    return { phone, _ in beginnings[phone] }
  }

  private func order(_ phone: Int) throws -> (token: String, photosession: String) {
    let person = """
      {"name":"Bench","email":"bench-\(phone)@example.org","dateOfBirth":"1990-01-01","consent":{"policyVersion":1}}
      """
    let token = try field("accessToken", of: ask("POST", "/v1/accounts", token: nil, person))
    let photosession = try field(
      "id", of: ask("POST", "/v1/photosessions", token: token, #"{"subject":"person","style":"studio"}"#))
    return (token, photosession)
  }

  /// Calls the photosessions off, and waits until all is erased.
  func clear() throws {
    for order in orders { _ = try ask("DELETE", "/v1/photosessions/\(order.photosession)", token: order.token) }
    for order in orders {
      while try field("state", of: ask("GET", "/v1/photosessions/\(order.photosession)", token: order.token))
        != "erased"
      {
        usleep(50_000)
      }
    }
    orders = []
  }

  private func ask(_ method: String, _ path: String, token: String?, _ body: String = "") throws -> String {
    let connection = try Connection(port: port)
    var head = "\(method) \(path) HTTP/1.1\r\nHost: bench\r\nContent-Length: \(body.utf8.count)\r\n"
    if !body.isEmpty { head += "Content-Type: application/json\r\n" }
    if let token { head += "Authorization: Bearer \(token)\r\n" }
    try connection.send(Array((head + "\r\n" + body).utf8))
    let answer = try connection.answer()
    guard (200..<300).contains(answer.status) else { throw BenchFailure("\(method) \(path): \(answer.body)") }
    return answer.body
  }

  private func field(_ name: String, of json: String) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    guard let text = object?[name] as? String else { throw BenchFailure("No \(name) in \(json)") }
    return text
  }

  func stop() { house.close() }
}
