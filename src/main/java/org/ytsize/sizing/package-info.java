/**
 * The main job put together: from a video id to its size table.
 *
 * <p>What is found out goes through it under these names:
 *
 * <ul>
 *   <li>{@code Finding}: what a lookup has found out of a video. {@code Findings} makes it of what yt-dlp has told, and
 *       an answer of it;
 *   <li>{@code ResultCache.Kept}: a finding, and the moment at which YouTube was asked for it;
 *   <li>{@code ResultCache.Known}: a finding, and how old it is now. {@code ResultCache} gives those out that this
 *       instance has, {@code SharedFindings} those of others; {@code Elsewhere} also waits for one of them;
 *   <li>{@code SizeLookup.Told}: a finding, and where it came from, the same for all who wait for it;
 *   <li>{@code SizeAnswer}: that as the answer to one question.
 * </ul>
 */
@NullMarked
package org.ytsize.sizing;

import org.jspecify.annotations.NullMarked;
