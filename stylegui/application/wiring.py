"""Who hears whom: window and desk in one thread, each worker in another, by signals alone."""

from dataclasses import dataclass

from stylegui.application.answers import Answers
from stylegui.application.chooser import Chooser
from stylegui.application.desk import Desk
from stylegui.application.drawer import Drawer
from stylegui.application.explorer import Explorer
from stylegui.application.forecaster import Forecaster
from stylegui.application.orders import Orders
from stylegui.application.sketchbook import Sketchbook
from stylegui.application.standstill import Standstill
from stylegui.gui.window.main_window import MainWindow
from stylegui.workers.assistant import Assistant
from stylegui.workers.fetcher import Fetcher
from stylegui.workers.files import FileWorker
from stylegui.workers.films import FilmWorker
from stylegui.workers.keeper import Keeper
from stylegui.workers.learner import Learner
from stylegui.workers.preset_worker import PresetWorker
from stylegui.workers.queue_worker import QueueWorker
from stylegui.workers.sketch_worker import SketchWorker
from stylegui.workers.teacher import Teacher
from stylegui.workers.worker import Worker


@dataclass(frozen=True, eq=False)
class Parts:
    """All that hears each other: up to `explorer` in the window's thread, the others each in one of its own."""

    window: MainWindow
    desk: Desk
    standstill: Standstill
    answers: Answers
    orders: Orders
    chooser: Chooser
    drawer: Drawer
    forecaster: Forecaster
    sketchbook: Sketchbook
    explorer: Explorer
    worker: Worker
    files: FileWorker
    keeper: Keeper
    films: FilmWorker
    assistant: Assistant
    fetcher: Fetcher
    sketch_worker: SketchWorker
    learner: Learner
    preset_worker: PresetWorker
    queue_worker: QueueWorker
    teacher: Teacher


def connect(parts: Parts) -> None:
    """Connect everything with everything that it concerns."""
    _connect_wishes(parts)
    _connect_answers(parts)
    _connect_sketches(parts)
    _connect_presets(parts)
    _connect_queue(parts)
    _connect_teaching(parts)
    _connect_keeping(parts)


def _connect_wishes(parts: Parts) -> None:
    """What the window wishes of the document, of a run, of files."""
    window, desk, worker, files = parts.window, parts.desk, parts.worker, parts.files
    window.wished.connect(desk.apply)
    window.settled.connect(desk.settle)
    window.undo_requested.connect(desk.undo)
    window.redo_requested.connect(desk.redo)
    window.steps.step_chosen.connect(desk.go_to)
    window.run.start_requested.connect(parts.orders.begin_run)
    parts.orders.start.connect(worker.start)
    parts.answers.start.connect(worker.start)
    window.run.pause_requested.connect(worker.pause)
    window.run.resume_requested.connect(worker.resume)
    window.run.stop_requested.connect(worker.stop)
    parts.orders.change.connect(worker.apply)
    parts.chooser.choose.connect(worker.choose)
    window.pictures.style_list.redraw_requested.connect(parts.drawer.turn)
    window.pictures.style_list.redraw_settled.connect(parts.drawer.settle)
    parts.drawer.draw.connect(parts.assistant.draw)
    parts.drawer.given_up.connect(window.pictures.style_list.give_up_drawing)
    window.stage.changed.connect(parts.orders.catch_up)
    window.canvas.frame_shown.connect(worker.frame_shown)
    window.sample_requested.connect(parts.orders.load_samples)
    window.gallery.thumbnail_requested.connect(files.read_thumbnail)
    window.gallery.folder_requested.connect(files.list_folder)
    window.gallery.pasted.connect(files.keep_pasted)
    for part in (window.pictures, window.choice, window.files):
        part.load_requested.connect(parts.orders.load_files)
    window.choice.thumbnail_requested.connect(files.read_thumbnail)
    parts.orders.load.connect(files.load)
    window.files.save_requested.connect(parts.orders.save_result)
    parts.orders.save.connect(files.save)
    parts.orders.develop.connect(parts.keeper.develop)
    parts.keeper.developed.connect(files.save)
    window.files.save_mask_requested.connect(parts.orders.save_masks)
    parts.orders.save_mask.connect(files.save_mask)
    window.files.save_recipe_requested.connect(files.save_recipe)
    window.files.save_style_requested.connect(parts.orders.save_style)
    window.files.save_style_cancelled.connect(parts.orders.give_up_style)
    parts.orders.learn.connect(parts.learner.learn)
    window.files.open_recipe_requested.connect(files.open_recipe)
    window.files.open_recipe_with_requested.connect(files.open_recipe_with)
    window.files.open_remembered_requested.connect(parts.orders.open_remembered)
    parts.orders.open_recipe_with.connect(files.open_recipe_with)
    window.results.drag_requested.connect(files.save_for_drag)
    window.canvas.drag_out_started.connect(window.results.drag_out)
    parts.orders.consider.connect(parts.assistant.consider)
    window.regions.asked.connect(parts.assistant.paint)
    window.results.copy_requested.connect(parts.assistant.copy)
    preferences, fetcher = window.preferences, parts.fetcher
    preferences.memory_chosen.connect(worker.set_memory)
    preferences.memory_chosen.connect(parts.forecaster.set_memory)
    preferences.get_requested.connect(fetcher.get)
    preferences.cancel_requested.connect(fetcher.cancel)
    preferences.import_requested.connect(fetcher.import_file)
    preferences.remove_requested.connect(fetcher.remove)


def _connect_answers(parts: Parts) -> None:
    """What the workers answer."""
    window, desk, worker, files, fetcher = parts.window, parts.desk, parts.worker, parts.files, parts.fetcher
    answers = parts.answers
    desk.document_changed.connect(parts.orders.follow)
    desk.document_changed.connect(parts.chooser.follow)
    desk.document_changed.connect(parts.drawer.follow)
    desk.document_changed.connect(parts.forecaster.follow)
    worker.speed_measured.connect(parts.forecaster.note_speed)
    desk.steps_changed.connect(answers.show_steps)
    desk.history_changed.connect(answers.show_history)
    desk.refused.connect(window.show_failure)
    worker.began.connect(parts.orders.note_begun)
    worker.ready.connect(window.run.set_device)
    worker.ready.connect(parts.forecaster.note_ready)
    parts.forecaster.speed_wanted.connect(worker.measure_speed)
    worker.frame_ready.connect(window.run.show_frame)
    worker.frame_ready.connect(desk.consider)
    worker.hinted.connect(window.stage.show_hint)
    worker.progressed.connect(window.run.show_progress)
    worker.snapshot_ready.connect(desk.take)
    worker.state_changed.connect(window.run.set_state)
    worker.notice.connect(window.messages.note)
    worker.chosen.connect(parts.chooser.take)
    worker.failed.connect(window.show_failure)
    files.loaded.connect(answers.take_picture)
    files.refused.connect(answers.refuse_picture)
    files.several_given.connect(window.choice.offer)
    files.thumbnail_read.connect(window.choice.set_thumbnail)
    files.thumbnail_read.connect(window.gallery.set_thumbnail)
    files.folder_listed.connect(window.gallery.show_folder)
    files.project_given.connect(parts.keeper.open)
    files.network_given.connect(window.queue.paint_by)
    files.saved.connect(answers.take_saved)
    files.written.connect(window.note_written)
    files.recipe_loaded.connect(answers.take_recipe)
    files.recipe_found.connect(window.files.offer_recipe)
    files.picture_missing.connect(window.files.offer_to_locate)
    files.failed.connect(window.show_failure)
    files.drag_file_ready.connect(window.canvas.begin_drag)
    parts.assistant.painted.connect(window.regions.take)
    parts.assistant.drawn.connect(parts.drawer.take)
    parts.assistant.not_drawn.connect(parts.drawer.give_up)
    parts.assistant.advised.connect(answers.take_advice)
    parts.assistant.copied.connect(window.results.put_on_clipboard)
    parts.assistant.failed.connect(window.show_failure)
    parts.learner.learnt.connect(window.note_style)
    parts.learner.learnt.connect(parts.sketchbook.forget)
    parts.learner.failed.connect(window.show_failure)
    parts.learner.ended.connect(window.files.end_reading)
    fetcher.progressed.connect(window.preferences.show_progress)
    fetcher.ended.connect(window.preferences.show_end)
    fetcher.changed.connect(window.preferences.show_change)
    fetcher.changed.connect(worker.forget_network)
    fetcher.failed.connect(window.preferences.show_failure)


def _connect_sketches(parts: Parts) -> None:
    """What the gallery's styles do to the photo, and variations to choose from."""
    gallery, sketchbook, explore, explorer = (
        parts.window.gallery,
        parts.sketchbook,
        parts.window.looks.explore,
        parts.explorer,
    )
    parts.desk.document_changed.connect(sketchbook.follow)
    gallery.opened.connect(sketchbook.open)
    gallery.looked_at.connect(sketchbook.look_at)
    gallery.all_wanted.connect(sketchbook.try_all)
    sketchbook.sketch.connect(parts.sketch_worker.sketch)
    sketchbook.get_ready.connect(parts.sketch_worker.get_ready)
    parts.sketch_worker.sketched.connect(sketchbook.take)
    sketchbook.previewed.connect(gallery.set_preview)
    sketchbook.glanced.connect(gallery.set_hint)
    sketchbook.outdated.connect(gallery.outdate_previews)
    sketchbook.possible.connect(gallery.allow_previews)
    sketchbook.refused.connect(gallery.refuse_preview)
    sketchbook.failed.connect(parts.window.messages.note)
    parts.fetcher.changed.connect(parts.sketch_worker.forget_network)
    parts.fetcher.changed.connect(sketchbook.begin_anew)
    explore.explored.connect(explorer.explore)
    explorer.sketch.connect(parts.sketch_worker.sketch)
    parts.sketch_worker.sketched.connect(explorer.take)
    explorer.sketched.connect(explore.show_picture)
    explorer.failed.connect(parts.window.messages.note)
    explore.sheet_wanted.connect(parts.files.save_sheet)


def _connect_presets(parts: Parts) -> None:
    """Presets: which there are, and what becomes of one's own."""
    dialog, worker = parts.window.looks.presets, parts.preset_worker
    dialog.list_requested.connect(worker.show)
    dialog.keep_requested.connect(worker.keep)
    dialog.rename_requested.connect(worker.rename)
    dialog.remove_requested.connect(worker.remove)
    dialog.import_requested.connect(worker.import_file)
    dialog.export_requested.connect(worker.export)
    worker.listed.connect(dialog.show_presets)
    worker.failed.connect(parts.window.show_failure)


def _connect_queue(parts: Parts) -> None:
    """What is painted one after the other, while the window's picture is not."""
    queue, worker = parts.window.queue, parts.queue_worker
    queue.wanted.connect(worker.add)
    queue.repaint_requested.connect(worker.repaint)
    queue.go_requested.connect(worker.go)
    queue.dialog.remove_requested.connect(worker.remove)
    queue.dialog.move_requested.connect(worker.move)
    queue.dialog.retry_requested.connect(worker.retry)
    queue.dialog.show_requested.connect(worker.show_entry)
    parts.worker.state_changed.connect(worker.hold)
    parts.window.preferences.memory_chosen.connect(worker.set_memory)
    parts.fetcher.changed.connect(worker.forget_network)
    worker.changed.connect(queue.show_queue)
    worker.progressed.connect(queue.dialog.show_progress)
    worker.going.connect(queue.set_going)
    worker.ended.connect(queue.note_end)
    worker.opened.connect(parts.answers.take_recipe)
    worker.failed.connect(parts.window.show_failure)


def _connect_teaching(parts: Parts) -> None:
    """A fast network is taught."""
    dialog, teacher = parts.window.teaching, parts.teacher
    dialog.wanted.connect(parts.orders.teach_network)
    dialog.paused.connect(teacher.pause)
    dialog.finish_requested.connect(teacher.finish)
    dialog.given_up.connect(teacher.give_up)
    parts.orders.teach.connect(teacher.teach)
    teacher.progressed.connect(dialog.show_progress)
    teacher.shown.connect(dialog.show_picture)
    teacher.noted.connect(parts.window.messages.note)
    teacher.taught.connect(dialog.note_taught)
    teacher.taught.connect(parts.window.gallery.note_file)
    teacher.taught.connect(parts.sketchbook.forget)
    teacher.failed.connect(dialog.show_failure)
    teacher.ended.connect(dialog.note_end)


def _connect_keeping(parts: Parts) -> None:
    """What is kept, and what is read of it."""
    window, desk, keeper, answers, results = parts.window, parts.desk, parts.keeper, parts.answers, parts.window.results
    answers.open_project.connect(keeper.open)
    parts.standstill.rest.connect(parts.worker.rest)
    parts.worker.rested.connect(parts.standstill.note_rested)
    keeper.stayed.connect(answers.note_stayed)
    answers.switch.connect(keeper.switch)
    keeper.switching.connect(answers.prepare_switch)
    window.files.open_project_requested.connect(keeper.open)
    window.recent.chosen.connect(keeper.open)
    window.files.save_project_requested.connect(parts.orders.name_project)
    parts.orders.save_project.connect(keeper.save_as)
    window.preferences.moments_bound_changed.connect(keeper.set_moments_bound)
    desk.step_made.connect(keeper.keep_step)
    desk.step_chosen.connect(keeper.set_present)
    desk.step_wanted.connect(keeper.read_step)
    desk.result_changed.connect(keeper.keep_result)
    desk.snapshot_taken.connect(keeper.keep_snapshot)
    desk.moment_taken.connect(keeper.keep_moment)
    results.result_requested.connect(keeper.read_result)
    results.moment_requested.connect(keeper.read_moment)
    results.moments_requested.connect(keeper.read_moments)
    results.thumbnail_requested.connect(keeper.read_thumbnail)
    results.branch_requested.connect(keeper.read_branch)
    results.branch_at_requested.connect(keeper.read_branch_at)
    results.enlarge_requested.connect(keeper.read_enlarged)
    results.resume_requested.connect(parts.orders.resume)
    parts.orders.read_unfinished.connect(keeper.read_unfinished)
    answers.read_unfinished.connect(keeper.read_unfinished)
    results.settings_requested.connect(keeper.read_document)
    results.star_requested.connect(desk.star)
    results.delete_requested.connect(parts.orders.delete_result)
    results.film_requested.connect(parts.orders.save_film)
    parts.orders.film.connect(keeper.read_film)
    results.film_cancelled.connect(keeper.film_cancelled)
    keeper.film_cancelled.connect(parts.films.cancel)
    keeper.film_read.connect(parts.films.write)
    keeper.film_failed.connect(results.show_film_failure)
    parts.films.progressed.connect(results.show_film_progress)
    parts.films.written.connect(results.show_film_written)
    parts.films.failed.connect(results.show_film_failure)
    keeper.opened.connect(answers.take_project)
    keeper.named.connect(window.note_named)
    keeper.step_kept.connect(desk.mark_kept)
    keeper.step_read.connect(desk.take_step)
    keeper.step_lost.connect(desk.give_up_step)
    keeper.snapshot_kept.connect(parts.worker.snapshot_kept)
    keeper.result_read.connect(results.take)
    keeper.moments_read.connect(results.take_moments)
    keeper.thumbnail_read.connect(window.filmstrip.set_thumbnail)
    keeper.document_read.connect(answers.take_made_from)
    keeper.job_read.connect(answers.take_job)
    keeper.left_behind.connect(answers.take_left_behind)
    keeper.failed.connect(window.show_failure)
    keeper.failed.connect(results.forget)
