package dev.spillway.dns.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Set;

/**
 * The C library's calls for many datagrams at once (recvmmsg(2), sendmmsg(2)) and what goes with
 * them. Constants and layouts are those of Linux on 64-bit x86 and ARM, which share them.
 */
final class Mmsg {
  static final int EINTR = 4;
  static final int EAGAIN = 11;

  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_WAITFORONE = 0x10000;

  /** struct mmsghdr: name 0, name length 8, iov 16, iov count 24, flags 48, length 56. */
  static final int HEADER = 64;

  static final int HEADER_NAME = 0;
  static final int HEADER_NAME_LENGTH = 8;
  static final int HEADER_IOV = 16;
  static final int HEADER_IOV_COUNT = 24;
  static final int HEADER_LENGTH = 56;

  /** struct iovec: base 0, length 8. */
  static final int IOV = 16;

  /** Room for a struct sockaddr_in or sockaddr_in6. */
  static final int ADDRESS_BYTES = 32;

  static final short AF_INET = 2;
  static final short AF_INET6 = 10;

  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_RCVTIMEO = 20;
  private static final int SHUT_RDWR = 2;
  private static final int SOCKET_BUFFER_BYTES = 1 << 20;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_VALUE =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      call(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle BIND =
      call("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SHUTDOWN =
      call("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle RECVMMSG =
      call(
          "recvmmsg",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SENDMMSG =
      call("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Mmsg() {}

  private static MethodHandle call(String name, FunctionDescriptor form) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), form, ERRNO);
  }

  /** True where these calls exist in this form and may be made. */
  static boolean possible() {
    boolean system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux");
    boolean machine = Set.of("amd64", "aarch64").contains(System.getProperty("os.arch", ""));
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return system && machine && little && Mmsg.class.getModule().isNativeAccessEnabled();
  }

  /** Room for the number of the last error. */
  static MemorySegment errno(Arena arena) {
    return arena.allocate(Linker.Option.captureStateLayout());
  }

  static int error(MemorySegment errno) {
    return (int) ERRNO_VALUE.get(errno, 0L);
  }

  /**
   * A bound socket that shares its port, whose reads end after a second without a packet.
   *
   * @return its file descriptor
   */
  static int open(InetSocketAddress at) throws IOException {
    boolean six = at.getAddress() instanceof Inet6Address;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = errno(arena);
      int fd =
          (int)
              SOCKET.invokeExact(
                  errno, six ? (int) AF_INET6 : (int) AF_INET, SOCK_DGRAM_CLOEXEC, 0);
      check(fd, errno);
      try {
        option(arena, errno, fd, SO_REUSEPORT, 1);
        option(arena, errno, fd, SO_RCVBUF, SOCKET_BUFFER_BYTES);
        option(arena, errno, fd, SO_SNDBUF, SOCKET_BUFFER_BYTES);
        MemorySegment second = arena.allocate(16, 8);
        second.set(JAVA_LONG, 0, 1);
        check((int) SETSOCKOPT.invokeExact(errno, fd, SOL_SOCKET, SO_RCVTIMEO, second, 16), errno);
        MemorySegment name = name(arena, at, six);
        check((int) BIND.invokeExact(errno, fd, name, six ? 28 : 16), errno);
        return fd;
      } catch (IOException e) {
        close(fd);
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a downcall declares what it never throws
    }
  }

  private static void option(Arena arena, MemorySegment errno, int fd, int name, int value)
      throws Throwable {
    MemorySegment number = arena.allocateFrom(JAVA_INT, value);
    check((int) SETSOCKOPT.invokeExact(errno, fd, SOL_SOCKET, name, number, 4), errno);
  }

  private static MemorySegment name(Arena arena, InetSocketAddress at, boolean six) {
    MemorySegment name = arena.allocate(ADDRESS_BYTES, 8);
    name.set(JAVA_SHORT, 0, six ? AF_INET6 : AF_INET);
    name.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) at.getPort());
    byte[] address = at.getAddress().getAddress();
    MemorySegment.copy(address, 0, name, JAVA_BYTE, six ? 8 : 4, address.length);
    if (at.getAddress() instanceof Inet6Address scoped) {
      name.set(JAVA_INT, 24, scoped.getScopeId());
    }
    return name;
  }

  private static void check(int result, MemorySegment errno) throws Throwable {
    if (result < 0) {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(error(errno));
      throw new IOException(text.reinterpret(1024).getString(0));
    }
  }

  /** How many packets came; negative on an error. */
  static int receive(MemorySegment errno, int fd, MemorySegment headers, int most) {
    try {
      return (int)
          RECVMMSG.invokeExact(errno, fd, headers, most, MSG_WAITFORONE, MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many packets went; negative on an error with the first. */
  static int send(MemorySegment errno, int fd, MemorySegment headers, int count) {
    try {
      return (int) SENDMMSG.invokeExact(errno, fd, headers, count, MSG_DONTWAIT);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Wakes whoever waits for packets; the socket gives none any more. */
  static void stop(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      // says "not connected" and wakes the reader all the same (Linux, inet_shutdown)
      int ignored = (int) SHUTDOWN.invokeExact(errno(arena), fd, SHUT_RDWR);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(errno(arena), fd);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
