package dev.scalingstages.rehearsal.network;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers questions for addresses of names, at one address, by UDP. Answers may not be kept (their time to live is 0),
 * so that a change of a name is seen at once. RFC 1035.
 */
final class DnsServer implements AutoCloseable {
    private static final int PORT = 53;
    private static final int LARGEST_QUESTION = 512;
    private static final int HEADER = 12;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;
    private static final int NO_SUCH_NAME = 3;
    private static final int NOT_IMPLEMENTED = 4;
    /** As many as a load balancer's name gives at most; they fit into one packet. */
    private static final int MOST_ADDRESSES = 8;

    private final DatagramSocket socket;
    private final Function<String, List<String>> names;

    private DnsServer(DatagramSocket socket, Function<String, List<String>> names) {
        this.socket = socket;
        this.names = names;
    }

    static DnsServer start(String address, Function<String, List<String>> names) throws IOException {
        DnsServer server = new DnsServer(new DatagramSocket(new InetSocketAddress(address, PORT)), names);
        Thread.ofPlatform().daemon().name("dns " + address).start(server::serve);
        return server;
    }

    private void serve() {
        byte[] buffer = new byte[LARGEST_QUESTION];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                Optional<byte[]> answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()), names);
                if (answer.isPresent()) {
                    byte[] bytes = answer.get();
                    socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                }
            } catch (IOException closedOrUnreachable) {
                // The one who asked asks again.
            }
        }
    }

    /** The answer to a question; none to what is not one. */
    static Optional<byte[]> answer(ByteBuffer packet, Function<String, List<String>> names) throws IOException {
        if (packet.remaining() < HEADER) {
            return Optional.empty();
        }
        short id = packet.getShort();
        int flags = packet.getShort();
        int questions = packet.getShort();
        packet.position(HEADER);
        boolean isResponse = flags < 0;
        if (isResponse || questions != 1) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder();
        int start = packet.position();
        while (packet.hasRemaining()) {
            int length = packet.get();
            if (length == 0) {
                break;
            }
            if (length < 0 || length > packet.remaining()) {
                return Optional.empty();
            }
            byte[] label = new byte[length];
            packet.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        if (packet.remaining() < 4) {
            return Optional.empty();
        }
        int type = packet.getShort();
        packet.getShort();
        byte[] question = new byte[packet.position() - start];
        packet.get(start, question);
        boolean isQuery = (flags & 0x7800) == 0;
        List<String> found = isQuery ? names.apply(name.toString()) : List.of();
        int status = !isQuery ? NOT_IMPLEMENTED : found.isEmpty() ? NO_SUCH_NAME : 0;
        List<String> addresses = type == TYPE_A ? found.subList(0, Math.min(MOST_ADDRESSES, found.size())) : List.of();
        return Optional.of(write(id, flags, status, question, addresses));
    }

    private static byte[] write(short id, int flags, int status, byte[] question, List<String> addresses)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(id);
        // A response, authoritative; recursion is available, and desired if it was.
        out.writeShort(0x8480 | flags & 0x7900 | status);
        out.writeShort(1);
        out.writeShort(addresses.size());
        out.writeInt(0);
        out.write(question);
        for (String address : addresses) {
            // The question's name.
            out.writeShort(0xc000 | HEADER);
            out.writeShort(TYPE_A);
            out.writeShort(CLASS_IN);
            out.writeInt(0);
            out.writeShort(4);
            out.write(InetAddress.ofLiteral(address).getAddress());
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
