package io.metalstack.lab.node;

/**
 * A file that user data puts on the machine.
 *
 * @param path absolute
 * @param content decoded
 * @param mode permissions such as {@code 0640}
 * @param owner {@code user:group}, or empty for root
 * @param append whether to keep what the file holds already
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record FileToWrite(String path, byte[] content, int mode, String owner, boolean append) {}
